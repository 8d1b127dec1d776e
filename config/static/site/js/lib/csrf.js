/* After someone signs in in another tab, the token in this page is old; the cookie's is not. */

const COOKIE = /(?:^|;\s*)csrftoken=([^;]+)/;

export function freshen(form) {
  const [, token] = document.cookie.match(COOKIE) ?? [];
  const field = form.querySelector('input[name="csrfmiddlewaretoken"]');
  if (token && field) field.value = token;
}
