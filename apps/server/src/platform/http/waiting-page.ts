// The page that stands where the console will be while it is built. It moves its bar and loads again when there is something
// else to see. By a script: what asks a browser in the page itself to load it again does nothing at an address with a fragment,
// and the one-time link by which an owner first comes has its token there.
import type { ConsoleState } from './console-build.ts';

const texts = {
  en: {
    building: 'The console is being built',
    once: 'This happens once for each version and takes a few seconds.',
    failed: 'The console could not be built',
    where: 'The reason stands in the log of the server. This page tries again by itself.',
  },
  zh: {
    building: '正在构建控制台',
    once: '每个版本只构建一次，需要几秒钟。',
    failed: '控制台构建失败',
    where: '原因记录在服务器日志中。本页面会自动重试。',
  },
} as const;

/** Where `argosy up` and the page ask how far the build is. */
export const progressPath = '/console/build';
export const waitingScriptPath = '/console/waiting.js';

export const waitingScript = `const bar = document.querySelector('progress');
async function look() {
  try {
    const { state, percent } = await (await fetch('${progressPath}')).json();
    const isAsShown = state === (bar ? 'building' : 'failed');
    if (!isAsShown) return location.reload();
    if (bar) bar.value = percent;
  } catch {} // the server is being started again
  setTimeout(look, bar ? 500 : 10000);
}
setTimeout(look, 500);
`;

export function waitingPage(
  console: Exclude<ConsoleState, { state: 'ready' }>,
  percent: number,
  language: 'en' | 'zh',
): string {
  const say = texts[language];
  const failed = console.state === 'failed';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<noscript><meta http-equiv="refresh" content="${failed ? 10 : 1}"></noscript>
<title>Argosy</title>
<script src="${waitingScriptPath}" defer></script>
<style>
body { font: 15px/1.6 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; margin: 0 24px; }
main { width: min(420px, 88vw); }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 4px; }
progress { width: 100%; height: 8px; margin: 16px 0; accent-color: #1f6f8b; }
p { margin: 0; opacity: 0.75; }
</style>
</head>
<body>
<main>
<h1>${failed ? say.failed : say.building}</h1>
${failed ? '' : `<progress max="100" value="${percent}" aria-label="${say.building}">${percent} %</progress>`}
<p>${failed ? say.where : say.once}</p>
</main>
</body>
</html>
`;
}
