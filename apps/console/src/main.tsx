// Where the console begins in the browser.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { fetchPage, queryClient, router } from './app/router.ts';
import { Surroundings } from './app/surroundings.tsx';
import './app/styles.css';

// An older page asks for a file that a newer build no longer has: it is loaded anew. If that was just done, it is no help.
const reloadedWithinMs = 10_000;
addEventListener('vite:preloadError', () => {
  if (performance.now() > reloadedWithinMs) location.reload();
});

fetchPage();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <Surroundings>
        <RouterProvider router={router} />
      </Surroundings>
    </QueryClientProvider>,
  );
