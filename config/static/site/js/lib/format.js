/* Sentences come from the page; only the number is put in here. */

/** The sentence for `n` among the templates of `data`: `{n}` stands for the number. */
export function sentence(data, name, n) {
  const one = data[`${name}One`];
  return (n === 1 && one ? one : data[name]).replace("{n}", n);
}
