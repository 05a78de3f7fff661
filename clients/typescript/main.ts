// Prints what a service knows of platforms, as JSON.
// Usage: npm install && npm run generate && npm run check && node built/main.js URL
import { ApiError, Client } from './client.js';
import { PlatformsDocument, type PlatformsQuery, WeakPlatformsDocument } from './generated.js';

const url = process.argv[2];
if (!url) throw new Error('usage: node main.js URL');
const client = new Client(url);

const names: string[] = [];
let after: string | null = null;
do {
  const { platforms }: PlatformsQuery = await client.ask(PlatformsDocument, { first: 25, after });
  if (!platforms) break;
  names.push(...platforms.nodes.map(({ name, projects }) => `${projects.totalCount} ${name}`));
  after = platforms.pageInfo.hasNextPage ? (platforms.pageInfo.endCursor ?? null) : null;
} while (after);

const { analytics } = await client.ask(WeakPlatformsDocument, { first: 3 });
const weak = analytics.weakIndustryLinks;

let refused = '';
try {
  await client.ask(PlatformsDocument, { first: 1_000_000 });
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  refused = error.code;
}
console.log(
  JSON.stringify({
    names,
    considered: weak?.considered,
    weak: weak?.rows.map(({ organization, rules }) => ({ name: organization.name, rules })),
    refused,
  }),
);
