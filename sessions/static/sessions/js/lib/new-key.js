/** A key for a form made here. Over plain http browsers make none, but for the names of blobs. */
export const newKey = () =>
  window.crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);
