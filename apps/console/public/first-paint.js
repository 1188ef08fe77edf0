// Before anything is drawn: the colours and the language that this browser was told last, so that nothing flashes.
(() => {
  const remembered = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const theme = remembered('argosy.theme');
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  document.documentElement.lang = (remembered('argosy.language') ?? navigator.language).startsWith('zh')
    ? 'zh-CN'
    : 'en';
})();
