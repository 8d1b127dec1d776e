/* What most pages may need besides: a page that leaves out common.css leaves this out as well. */
import "./elements/auto-save.js";
import "./elements/copy-text.js";
import "./elements/time-left.js";
