// The contract's operations as the console needs them to call: without their schemas, which (with zod and all their
// descriptions) would weigh more than everything else of ours in the first load. Types are not touched: they are gone before.
// A file that does need schemas (a form that checks while one types) is called schemas.ts, is loaded with its page, and gets
// the contract whole. Anything else that imports a schema does not build.
import { basename } from 'node:path';
import type { Operation } from '@argosy/contract/operation';
import type { summaries as Summaries } from '@argosy/contract/summaries';
import type { Plugin } from 'vite';

/** Some modules have their operations in several files. */
const operationsOf =
  /^@argosy\/contract\/([a-z]+\/(?:hdfs-)?operations|identity\/(?:sign-in|sign-in-sources|passkeys|people|policies|organization))$/;
/** A table of words alone. */
const summariesOf = '@argosy/contract/summaries';
const marked = '\0contract-without-schemas:';

export function contractWithoutSchemas(): Plugin {
  return {
    name: 'contract-without-schemas',
    enforce: 'pre',
    resolveId(source, importer = '') {
      if (source === summariesOf) return `${marked}summaries`;
      const [, module] = operationsOf.exec(source) ?? [];
      const wantsSchemas = basename(importer).replace(/\?.*/, '') === 'schemas.ts';
      return module === undefined || wantsSchemas ? undefined : `${marked}${module}`;
    },
    async load(id) {
      if (!id.startsWith(marked)) return undefined;
      const file = import.meta.resolve(`@argosy/contract/${id.slice(marked.length)}`);
      if (id === `${marked}summaries`) {
        const { summaries } = (await import(file)) as { readonly summaries: typeof Summaries };
        return `export const summaries = ${JSON.stringify(summaries)};`;
      }
      const exported = (await import(file)) as Readonly<Record<string, unknown>>;
      return Object.entries(exported)
        .filter((each): each is [string, Operation] => isOperation(each[1]))
        .map(([name, operation]) => `export const ${name} = ${JSON.stringify(withoutSchemas(operation))};`)
        .join('\n');
    },
  };
}

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'permission' in value && 'path' in value;

/** Of the query only which fields it has: whether a list goes on by `cursor` or by `after`. */
function withoutSchemas(operation: Operation): object {
  const { id, permission, resource, fieldPermissions, method, path, query, sends, answers, isQuestion } = operation;
  const shape = Object.fromEntries(Object.keys(query.shape).map((name) => [name, true]));
  const further = Object.keys(fieldPermissions).length > 0 && { fieldPermissions };
  return { id, permission, resource, ...further, method, path, query: { shape }, sends, answers, isQuestion };
}
