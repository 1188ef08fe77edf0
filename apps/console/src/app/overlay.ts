// What can be opened over a page, by name.

export type Overlay = 'palette' | 'shortcuts' | 'operations' | 'notifications' | 'navigation' | 'help';

export type Open = Readonly<Record<Overlay, () => void>>;
