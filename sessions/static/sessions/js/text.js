/* The page of a session's text. */
import "./elements/text-go.js";
import "./elements/text-margin.js";
import "./elements/text-page.js";
import "./elements/text-chosen.js";
import "./elements/passage-cursor.js";
import "./elements/text-strip.js";
import "./remember-open.js";
