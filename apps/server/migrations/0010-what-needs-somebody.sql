-- What somebody should look at is little among much that happens: a list of it walks none of the rest. The same is said in
-- @argosy/contract/platform/needs-somebody, for whoever has a fact already.
alter table platform.event
  add column needs_somebody boolean not null generated always as
    (type ~ '_(failed|lost|with_errors)$' or coalesce(facts->>'state' in ('FAILED', 'LOST'), false)) stored;
create index event_needing_somebody on platform.event (organization_id, transaction_id, id) where needs_somebody;
