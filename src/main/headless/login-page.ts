/** What the login page says after an attempt. */
export type LoginProblem = 'wrong' | 'too-many';

const PROBLEM_WORDS: Record<LoginProblem, string> = {
  wrong: 'That is not the token of this service.',
  'too-many': 'Too many wrong tokens. Wait a minute, then try again.',
};

/** The login page, whole: it needs no script and nothing from elsewhere. `nonce` is its style's. */
export function loginPage(nonce: string, problem: LoginProblem | null): string {
  const alert = problem === null ? '' : `<p role="alert" id="problem">${PROBLEM_WORDS[problem]}</p>`;
  const described = problem === null ? 'hint' : 'problem hint';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in · Hashquota</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { width: min(24rem, calc(100vw - 3rem)); }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
label { display: block; font-weight: 600; margin-bottom: 0.25rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: 0.6rem 0.75rem; border-radius: 6px; }
input { border: 1px solid GrayText; background: Field; color: FieldText; }
button { margin-top: 1rem; border: 0; background: #1d4ed8; color: #fff; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
[role="alert"] { border-left: 4px solid #dc2626; padding-left: 0.75rem; }
#hint { font-size: 0.875rem; }
</style>
</head>
<body>
<main>
<h1>Hashquota</h1>
${alert}
<form method="post" action="/login">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" maxlength="1024" required autofocus aria-describedby="${described}">
<button type="submit">Log in</button>
</form>
<p id="hint">The token is in the file “api-token” in this service’s data folder, unless another was given at its start.</p>
</main>
</body>
</html>
`;
}
