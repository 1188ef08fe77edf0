// An editor for YAML and JSON (CodeMirror): load it with `lazy`, it weighs more than a page.
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import { differenceBetween } from './difference.ts';
import './code-editor.css';

interface CodeEditorProps {
  readonly value: string;
  readonly language: 'yaml' | 'json';
  /** What is edited, for who cannot see it. */
  readonly label: string;
  /** Goes there, each time it is another object. */
  readonly line?: { readonly number: number } | undefined;
  /** Left out: it can only be read. */
  readonly onChange?: (value: string) => void;
}

export function CodeEditor({ value, language, label, line, onChange }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  const isReadOnly = onChange === undefined;

  useEffect(() => {
    if (place.current === null) return undefined;
    const editor = new EditorView({
      parent: place.current,
      doc: latest.current.value,
      extensions: [
        basicSetup,
        language === 'yaml' ? yaml() : json(),
        EditorView.lineWrapping,
        EditorView.editable.of(!isReadOnly),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          const text = update.state.doc.toString();
          if (text !== latest.current.value) latest.current.onChange?.(text);
        }),
      ],
    });
    view.current = editor;
    return () => editor.destroy();
  }, [language, label, isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    const wanted = editor.state.toText(value).toString(); // its places are counted with its own line ends
    editor.dispatch({ changes: differenceBetween(editor.state.doc.toString(), wanted) });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || line === undefined || line.number > editor.state.doc.lines) return;
    const { from, to } = editor.state.doc.line(line.number);
    editor.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    editor.focus();
  }, [line]);

  return <div ref={place} className="code-editor" />;
}
