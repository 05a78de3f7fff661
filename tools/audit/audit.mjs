// Audits GraphQL over HTTP of a running service, as a black box, by the suite of graphql-http.
// Usage: npm install && node audit.mjs http://127.0.0.1:8000/graphql
// Prints one JSON object: how many audits there are, and by id those that failed: name and reason.
// Ends with 1 if others fail than those of contradicted.json, which the suite has older rules for.
import { readFileSync } from 'node:fs';
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url || !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) {
  console.error('usage: node audit.mjs URL, of a service on this machine: the audits send what is wrong');
  process.exit(2);
}
const contradicted = JSON.parse(readFileSync(new URL('contradicted.json', import.meta.url), 'utf8'));

// A redirect is a failure, and so is waiting.
const fetchFn = (input, init) =>
  fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
const results = await auditServer({ url, fetchFn });

const failed = {};
for (const { id, name, status, reason } of results) {
  if (status !== 'ok') failed[id] = `${name}: ${reason}`;
}
console.log(JSON.stringify({ audits: results.length, failed }, null, 1));
process.exit(Object.keys(failed).some((id) => !(id in contradicted)) ? 1 : 0);
