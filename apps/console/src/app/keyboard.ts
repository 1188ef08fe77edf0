// The keyboard everywhere: Ctrl-K or / for the palette, ? for the list, and the keys of commands, of which some have two.
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { commands } from './commands.ts';

const secondWithinMs = 1_500;

export function useKeyboard({
  onPalette,
  onShortcuts,
  onOperations,
}: {
  readonly onPalette: () => void;
  readonly onShortcuts: () => void;
  readonly onOperations: () => void;
}): void {
  const navigate = useNavigate();
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | undefined;
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return onPalette();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return undefined;
      const before = first && event.timeStamp - first.at < secondWithinMs ? first.key : undefined;
      first = { key: event.key, at: event.timeStamp };
      const found =
        commands.find(
          ({ keys }) => before !== undefined && keys?.length === 2 && keys[0] === before && keys[1] === event.key,
        ) ?? commands.find(({ keys }) => keys?.length === 1 && keys[0] === event.key && before !== 'g');
      if (found) {
        event.preventDefault();
        return void navigate({ to: found.to });
      }
      if (event.key === '/' || event.key === '?' || event.key === 'o') event.preventDefault();
      if (event.key === '/') return onPalette();
      if (event.key === '?') return onShortcuts();
      if (event.key === 'o') return onOperations();
      return undefined;
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [navigate, onPalette, onShortcuts, onOperations]);
}

/** In a field, an editor or a dialog the keys are its own. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.closest('input, textarea, select, dialog, [role="dialog"], .xterm') !== null
  );
}
