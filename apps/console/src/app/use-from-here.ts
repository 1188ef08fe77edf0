// Where somebody comes to when the server has answered, such as to what it has made: not if they have gone elsewhere while it took
// its time, and may be writing there.
import { useNavigate, type UseNavigateResult, useRouter } from '@tanstack/react-router';

/** `const goOn = fromHere()` before anything is asked for; `goOn` is `navigate` for as long as this page is the one that is open. */
export function useFromHere(): () => UseNavigateResult<string> {
  const router = useRouter();
  const navigate = useNavigate();
  return () => {
    const { pathname } = router.latestLocation;
    return async (options) => {
      if (router.latestLocation.pathname === pathname) await navigate(options);
    };
  };
}
