/* Sentences of a block, as the language of its text ends them. */
const WITHOUT_SEGMENTER = /[^.!?…]+(?:[.!?…]+["'’”»)\]]*\s*|$)/gu;

/** [{start, end}, …] in places of the text, without space at the edges. */
export function sentencesOf(block, language) {
  const found = [];
  let from = 0;
  for (const piece of split(block.text, block.element.lang || language)) {
    const words = piece.trim();
    const at = from + piece.indexOf(words);
    if (words) found.push([at, at + words.length]);
    from += piece.length;
  }
  return found.map(([start, end]) => ({
    start: block.start + block.pointsTo(start),
    end: block.start + block.pointsTo(end),
  }));
}

function split(text, language) {
  if (!Intl.Segmenter) return text.match(WITHOUT_SEGMENTER) ?? [text];
  const segmenter = new Intl.Segmenter(language || undefined, { granularity: "sentence" });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}
