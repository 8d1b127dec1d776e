/* After someone signs in in another tab, the token in this page is old; the cookie's is not. */

const COOKIE = /(?:^|;\s*)csrftoken=([^;]+)/;

export function token() {
  return document.cookie.match(COOKIE)?.[1] ?? "";
}

export function freshen(form) {
  const field = form.querySelector('input[name="csrfmiddlewaretoken"]');
  if (field) field.value = token() || field.value;
}
