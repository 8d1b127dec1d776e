/*
 * What someone selected, as whole words: a finger rarely hits the edge of one. The selection may cross
 * blocks and may begin or end outside the text (a triple click ends in the next block).
 */
const SPACE = /\s/u;

/** {start, end, exact} of the whole words selected inside `article`, or undefined. */
export function chosenWords(selection, article, places) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return undefined;
  const range = selection.getRangeAt(0);
  const touched = places.blocks.filter(({ element }) => range.intersectsNode(element));
  const pieces = touched.map((block) => piece(block, range, article.lang)).filter(Boolean);
  if (!pieces.length) return undefined;
  const start = pieces[0].start;
  const end = pieces.at(-1).end;
  return { start, end, exact: places.exact(start, end) };
}

/** The part of a block that is selected, grown to whole words and without space at its edges. */
function piece(block, range, language) {
  const { element, text } = block;
  const startsHere = element.contains(range.startContainer);
  const endsHere = element.contains(range.endContainer);
  let from = startsHere ? block.unitsBefore(range.startContainer, range.startOffset) : 0;
  let to = endsHere ? block.unitsBefore(range.endContainer, range.endOffset) : text.length;
  while (from < to && SPACE.test(text[from])) from += 1;
  while (to > from && SPACE.test(text[to - 1])) to -= 1;
  if (from >= to) return undefined;
  if (startsHere) [from] = wordAround(text, from, language);
  if (endsHere) [, to] = wordAround(text, to - 1, language);
  return { start: block.start + block.pointsTo(from), end: block.start + block.pointsTo(to) };
}

/** Where the word begins and ends that holds the character at `index`; a mark stands for itself. */
function wordAround(text, index, language) {
  if (!Intl.Segmenter) return [index, index + 1];
  const segments = new Intl.Segmenter(language || undefined, { granularity: "word" }).segment(text);
  const { index: from, segment } = segments.containing(index);
  return [from, from + segment.length];
}

/** The text node under a pointer, and the offset in it. */
export function pointUnder({ clientX, clientY }) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(clientX, clientY);
    return [caret?.offsetNode, caret?.offset];
  }
  const range = document.caretRangeFromPoint(clientX, clientY);
  return [range?.startContainer, range?.startOffset];
}
