/* What every page may need, defined once; the browser wakes each element where it stands. */
import "./elements/grow-text.js";
import "./elements/poll-fragment.js";
import "./elements/request-status.js";
import "./elements/submit-once.js";
import "./keep-focus.js";
