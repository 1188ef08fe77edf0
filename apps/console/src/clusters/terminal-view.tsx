// The screen of a terminal (xterm), joined with a shell on a node over the WebSocket of `node_terminal`: bytes both ways, and text
// frames for its size and its end. The browser's cookie says who asks. Load it with `lazy`: it weighs more than a page.
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useEffectEvent, useRef } from 'react';
import { ApiError, errorOf, ServerUnreachable } from '@argosy/client/browser';
import { nodeTerminal, type TerminalMessage } from '@argosy/contract/clusters/operations';
import { connection, targetOf } from '../app/api.ts';
import { useIsDark } from '../app/theme.ts';

export type TerminalEnd =
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'told'; readonly code: string; readonly detail: string; readonly facts: object }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'lost' };

interface TerminalViewProps {
  readonly clusterId: string;
  readonly nodeId: string;
  /** What it is, for who cannot see it. */
  readonly label: string;
  readonly onEnd: (end: TerminalEnd) => void;
}

/** Of what is pasted: well below the largest message the server takes. */
const pieceBytes = 64 * 1024;

export function TerminalView({ clusterId, nodeId, label, onEnd }: TerminalViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<Terminal>(undefined);
  const isDark = useIsDark();
  const tellEnd = useEffectEvent(onEnd);

  useEffect(() => {
    if (place.current === null) return undefined;
    const terminal = new Terminal({
      cursorBlink: true,
      fontFamily: styleOf('--mono'),
      fontSize: 13,
      scrollback: 10_000,
      theme: themeNow(),
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(place.current);
    fit.fit();
    terminal.focus();
    screen.current = terminal;
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(place.current);
    const leave = join(terminal, { clusterId, nodeId }, tellEnd);
    return () => {
      leave();
      watch.disconnect();
      terminal.dispose();
    };
  }, [clusterId, nodeId]);

  // In an effect of its own, as the appearance: a shell outlives another language.
  useEffect(() => screen.current?.textarea?.setAttribute('aria-label', label), [clusterId, nodeId, label]);

  useEffect(() => {
    if (screen.current) screen.current.options.theme = themeNow();
  }, [isDark]);

  return <div ref={place} className="terminal-screen" />;
}

/** Opens a shell on the node and joins it with the screen; answers how to leave it. */
function join(
  terminal: Terminal,
  params: { readonly clusterId: string; readonly nodeId: string },
  tell: (end: TerminalEnd) => void,
): () => void {
  const target = targetOf(nodeTerminal, { params, query: { cols: terminal.cols, rows: terminal.rows } });
  const socket = new WebSocket(new URL(target, location.href));
  socket.binaryType = 'arraybuffer';
  let isLeft = false;
  let wasOpen = false;
  let said: TerminalEnd | undefined;

  const send = (octets: Uint8Array<ArrayBuffer>): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    for (let at = 0; at < octets.length; at += pieceBytes) socket.send(octets.subarray(at, at + pieceBytes));
  };
  const encoder = new TextEncoder();
  terminal.onData((text) => send(encoder.encode(text)));
  terminal.onBinary((text) => send(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))); // mouse reports: a byte each
  terminal.onResize(({ cols, rows }) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  });

  socket.addEventListener('open', () => {
    wasOpen = true;
    const { cols, rows } = terminal; // it may have changed since it was asked for
    socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  });
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data !== 'string') return terminal.write(new Uint8Array(data));
    const message = JSON.parse(data) as TerminalMessage; // the contract's promise
    said = message.type === 'exit' ? { kind: 'exit', exitCode: message.exitCode } : { ...message, kind: 'told' };
    return undefined;
  });
  socket.addEventListener('close', () => {
    if (isLeft) return;
    terminal.options.disableStdin = true;
    terminal.options.cursorBlink = false;
    if (said !== undefined) tell(said);
    else if (wasOpen) tell({ kind: 'lost' });
    else void whyRefused(target).then((end) => !isLeft && tell(end));
  });
  return () => {
    isLeft = true;
    socket.close();
  };
}

/** A browser is not told why no WebSocket was opened: asked for as a page, the same address says it. Asked once: whoever sits
 *  there tries again. */
async function whyRefused(target: string): Promise<TerminalEnd> {
  try {
    const answer = await fetch(target, { headers: { 'accept-language': connection.language } });
    const error = await errorOf(answer, target);
    const isPossibleNow = error instanceof ApiError && error.code === 'upgrade_required';
    return isPossibleNow ? { kind: 'lost' } : { kind: 'refused', error };
  } catch (error) {
    return { kind: 'refused', error: new ServerUnreachable(location.origin, { cause: error }) };
  }
}

const styleOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function themeNow(): ITheme {
  const isDark = document.documentElement.dataset['theme'] === 'dark';
  const [foreground, background, accent] = [styleOf('--text'), styleOf('--surface'), styleOf('--accent')];
  return {
    foreground,
    background,
    cursor: accent,
    cursorAccent: background,
    selectionBackground: isDark ? '#2f5561' : '#bfdfe8',
    ...(isDark ? darkPalette : lightPalette),
  };
}

/** The colours programs print in, each readable on the ground of its theme. */
const lightPalette = {
  black: '#1b2326',
  red: '#b3261e',
  green: '#23743f',
  yellow: '#8a5a00',
  blue: '#1f5fae',
  magenta: '#8a3a8f',
  cyan: '#14677f',
  white: '#55646a',
  brightBlack: '#667479',
  brightRed: '#c8372d',
  brightGreen: '#2c8049',
  brightYellow: '#946200',
  brightBlue: '#2f6fbe',
  brightMagenta: '#9b4aa0',
  brightCyan: '#1c7690',
  brightWhite: '#1b2326',
} as const satisfies ITheme;

const darkPalette = {
  black: '#3b464b',
  red: '#f08a80',
  green: '#69c285',
  yellow: '#dba842',
  blue: '#7fb2f0',
  magenta: '#d79adb',
  cyan: '#55b5cf',
  white: '#cfd8db',
  brightBlack: '#84939a',
  brightRed: '#ffa79e',
  brightGreen: '#86d79f',
  brightYellow: '#eec26a',
  brightBlue: '#9fc7f7',
  brightMagenta: '#e6b4e9',
  brightCyan: '#7acbe1',
  brightWhite: '#ffffff',
} as const satisfies ITheme;
