// Words on the screen, Chinese and English side by side in one table per module (`texts.ts`). i18next keeps the language and
// fills in values; the tables are typed, so that a key that is not there or a value that is forgotten does not compile.
import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { remember, remembered } from './remembered.ts';

export type Language = 'en' | 'zh';

/** Each in its own words: who looks for theirs may not read the other. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };
/** As browsers, numbers and dates name it. */
export const locales: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
export const languageOptions = (['en', 'zh'] as const).map((value) => ({ value, label: languageNames[value] }));

/** A sentence, or in English one for one thing and one for several; `{{name}}` is filled in. */
type Sentence = string | { readonly one: string; readonly other: string };
interface Text {
  readonly en: Sentence;
  readonly zh: string;
}
type Table = Readonly<Record<string, Text>>;

export interface TextTable<T extends Table> {
  readonly namespace: string;
  readonly table: T;
}

type ValuesIn<S> = S extends `${string}{{${infer Name}}}${infer Rest}` ? Name | ValuesIn<Rest> : never;
type ValuesOf<T extends Text> = ValuesIn<T['zh']> | (T['en'] extends string ? never : 'count');
type Rest<T extends Text> =
  ValuesOf<T> extends never ? [] : [values: { readonly [Name in ValuesOf<T>]: string | number }];

/** The keys of a table whose sentences need no value. */
export type PlainKey<T extends TextTable<Table>> = {
  [Key in keyof T['table'] & string]: ValuesOf<T['table'][Key]> extends never ? Key : never;
}[keyof T['table'] & string];

/** Says a sentence of the table in the reader's language. */
export type Say<T extends Table> = <Key extends keyof T & string>(key: Key, ...values: Rest<T[Key]>) => string;

const i18next = createInstance();
void i18next.use(initReactI18next).init({
  initAsync: false,
  lng: firstLanguage(),
  fallbackLng: false,
  resources: { en: {}, zh: {} },
  interpolation: { escapeValue: false }, // React does
  react: { useSuspense: false },
});

/** Declares a module's table; it can be said from as soon as the file is loaded. */
export function textTable<const T extends Table>(namespace: string, table: T): TextTable<T> {
  for (const language of ['en', 'zh'] as const)
    i18next.addResourceBundle(language, namespace, Object.assign({}, ...Object.entries(table).map(entryIn(language))));
  return { namespace, table };
}

const entryIn =
  (language: Language) =>
  ([key, text]: [string, Text]): Record<string, string> => {
    const sentence = text[language];
    if (typeof sentence === 'string')
      return { [key]: sentence, ...(hasPlural(text) && { [`${key}_other`]: sentence }) };
    return { [`${key}_one`]: sentence.one, [`${key}_other`]: sentence.other };
  };

const hasPlural = ({ en }: Text): boolean => typeof en !== 'string';

/** `const t = useText(clustersTexts)`; drawn again when the language changes. */
export function useText<T extends Table>({ namespace }: TextTable<T>): Say<T> {
  const { t } = useTranslation(namespace);
  return t as unknown as Say<T>; // the table is what i18next was given under this namespace
}

export function useLanguage(): Language {
  return useTranslation().i18n.language as Language; // only these two are ever set
}

export const currentLanguage = (): Language => i18next.language as Language;

/** From now on in this browser, whoever is signed in. */
export async function chooseLanguage(language: Language): Promise<void> {
  remember('language', language);
  await showLanguage(language);
}

/** As long as whose it is sees the page. */
export async function showLanguage(language: Language): Promise<void> {
  document.documentElement.lang = locales[language];
  await i18next.changeLanguage(language);
}

function firstLanguage(): Language {
  return (remembered('language') ?? navigator.language).startsWith('zh') ? 'zh' : 'en';
}
