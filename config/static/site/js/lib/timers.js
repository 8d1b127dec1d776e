/* Time in one place: waiting until someone pauses, and trying again without crowding the server. */

const JITTER = 0.2;

/** Calls `act` once nothing has called for `wait` ms. `.now()` does not wait, `.cancel()` forgets. */
export function debounce(act, wait) {
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  later.cancel = () => clearTimeout(timer);
  later.now = () => {
    clearTimeout(timer);
    act();
  };
  return later;
}

/** Doubles with every failure up to `most`, a little uneven, so that a room does not knock at once. */
export function backoff(base, failures, most) {
  const wait = Math.min(base * 2 ** failures, most);
  return wait * (1 - JITTER / 2 + Math.random() * JITTER);
}
