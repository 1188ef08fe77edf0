// What browsers are told about every answer. Answers of the API, files of customers among them, are never pages: opened as one
// they may load and run nothing. The console's own page may load what this server has, and run no script but from its files.
type Headers = Readonly<Record<string, string>>;

const everywhere: Headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY', // for browsers that do not know frame-ancestors
};

export const headersOfAnswers: Headers = {
  ...everywhere,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
};

/** Styles may stand in the page: the widgets write theirs as they are needed (docs/decisions/0091). */
export const headersOfConsole: Headers = {
  ...everywhere,
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};
