// Paths in HDFS, as far as pages take them apart.

export const joined = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folders on the way to it, the root first and it last. */
export function trailOf(path: string): readonly { readonly name: string; readonly path: string }[] {
  const names = path.split('/').filter((name) => name !== '');
  return [
    { name: '/', path: '/' },
    ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` })),
  ];
}
