// Follows a subscription of a running service with the clients that front-ends use.
// Usage: npm install && node follow.mjs socket|events URL QUERY [most] [authorization]
// Prints one line of JSON for each result, then how it ended: {"ended": "complete"} if the service
// ended it, {"ended": "unsubscribed"} after so many results, {"ended": "error", ...} else.
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';

const [kind, url, query, most = '0', authorization = ''] = process.argv.slice(2);
if (!['socket', 'events'].includes(kind) || !url || !query) {
  console.error('usage: node follow.mjs socket|events URL QUERY [most] [authorization]');
  process.exit(2);
}

const client =
  kind === 'socket'
    ? createSocket({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: authorization ? { authorization } : undefined,
        retryAttempts: 0,
      })
    : createEvents({
        url,
        headers: authorization ? { authorization } : undefined,
        retryAttempts: 0,
      });

let seen = 0;
let unsubscribed = false;
const ended = await new Promise((resolve) => {
  const unsubscribe = client.subscribe(
    { query },
    {
      next(result) {
        console.log(JSON.stringify(result));
        seen += 1;
        if (seen === Number(most)) {
          unsubscribed = true;
          unsubscribe();
        }
      },
      error: (error) =>
        resolve({ ended: 'error', message: error.message ?? error[0]?.message, code: error.code }),
      complete: () => resolve({ ended: unsubscribed ? 'unsubscribed' : 'complete' }),
    },
  );
});
console.log(JSON.stringify(ended));
await client.dispose();
