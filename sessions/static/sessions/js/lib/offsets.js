/*
 * Places of a text. The server counts code points from the start of the text; the browser counts
 * UTF-16 units inside a node. Here, and only here, one becomes the other, inside one block: an element
 * with data-start whose text nodes, joined, are the block's text. Between blocks stands one line end.
 */
const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/;

class Block {
  constructor(element) {
    this.element = element;
    this.start = Number(element.dataset.start);
    this.text = element.textContent;
    this.plain = !PAIRS.test(this.text);
  }

  get end() {
    return this.start + this.pointsTo(this.text.length);
  }

  /** Whether it is in a section that is folded: browsers differ in what they then measure. */
  get isFolded() {
    return this.element.closest("details:not([open]), summary")?.localName === "details";
  }

  /** Code points in the first `units` of this block. */
  pointsTo(units) {
    return this.plain ? units : [...this.text.slice(0, units)].length;
  }

  /** UTF-16 units in the first `points` of this block. */
  unitsTo(points) {
    return this.plain ? points : [...this.text].slice(0, points).join("").length;
  }

  /** The text node and the offset in it where `units` of this block end. */
  at(units) {
    let before = 0;
    for (const node of this.#nodes) {
      if (units <= before + node.length) return [node, units - before];
      before += node.length;
    }
    return [this.element, this.element.childNodes.length];
  }

  /** [node, from, to] for each text node that holds some of the words between two points. */
  pieces(from, to) {
    const [first, last] = [this.unitsTo(Math.max(0, from)), this.unitsTo(to)];
    const found = [];
    let before = 0;
    for (const node of this.#nodes) {
      const [start, end] = [Math.max(0, first - before), Math.min(node.length, last - before)];
      if (start < end) found.push([node, start, end]);
      before += node.length;
    }
    return found;
  }

  /** UTF-16 units of this block before a point of the document. */
  unitsBefore(node, offset) {
    const range = document.createRange();
    range.selectNodeContents(this.element);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  get #nodes() {
    const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }
}

export class Places {
  constructor(article) {
    this.blocks = [...article.querySelectorAll("[data-start]")].map((element) => new Block(element));
    this.byElement = new Map(this.blocks.map((block) => [block.element, block]));
  }

  /** The block that starts at this place or last before it. */
  blockAt(place) {
    return this.blocks[this.#indexAt(place)];
  }

  #indexAt(place) {
    let [low, high] = [0, this.blocks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.blocks[middle].start <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The blocks that the words from `start` to `end` touch. */
  touched(start, end) {
    const found = [];
    for (let index = this.#indexAt(start); this.blocks[index]?.start < end; index += 1) {
      found.push(this.blocks[index]);
    }
    return found;
  }

  /** The words from `start` to `end`, for painting. */
  range(start, end) {
    const first = this.blockAt(start);
    const last = this.blockAt(end - 1);
    const [startContainer, startOffset] = first.at(first.unitsTo(start - first.start));
    const [endContainer, endOffset] = last.at(last.unitsTo(end - last.start));
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /** The same words in pieces of one text node each: their rectangles are those of words alone. */
  pieces(start, end) {
    const blocks = this.touched(start, end);
    return blocks.flatMap((block) => block.pieces(start - block.start, end - block.start));
  }

  /** Where the lines of these words are on the screen; none, if they are folded away. */
  lines(start, end) {
    if (this.blockAt(start).isFolded) return [];
    const range = document.createRange();
    return this.pieces(start, end).flatMap(([node, from, to]) => {
      range.setStart(node, from);
      range.setEnd(node, to);
      return [...range.getClientRects()].filter(({ width }) => width);
    });
  }

  /** The place of a point of the document; undefined outside the text. */
  placeOf(node, offset) {
    const near = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const element = near?.closest("[data-start]");
    const block = this.byElement.get(element);
    return block && block.start + block.pointsTo(block.unitsBefore(node, offset));
  }

  /** What the server finds between two places: blocks joined by line ends. */
  exact(start, end) {
    let words = "";
    for (const block of this.touched(start, end)) {
      words += "\n".repeat(Math.max(0, block.start - start - [...words].length));
      const from = block.unitsTo(Math.max(0, start - block.start));
      words += block.text.slice(from, block.unitsTo(end - block.start));
    }
    return words;
  }
}

const known = new WeakMap();

/** The places of an article, read once: its text never changes. */
export function placesOf(article) {
  if (!known.has(article)) known.set(article, new Places(article));
  return known.get(article);
}
