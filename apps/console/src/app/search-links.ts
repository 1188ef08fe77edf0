// Where what the search finds is shown; by the kind of the thing, which is the noun of its operations. A module adds its own.
const hrefs: Readonly<Record<string, (id: string) => string>> = {
  cluster: (id) => `/clusters/${id}`,
  job: (id) => `/jobs/${id}`,
  plan: (id) => `/plans/${id}`,
  plan_run: (id) => `/plan-runs/${id}`,
  run: (id) => `/runs/${id}`,
  release: (id) => `/releases/${id}`,
};

export const searchHref = (kind: string, id: string): string | undefined => hrefs[kind]?.(encodeURIComponent(id));
