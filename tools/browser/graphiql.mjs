// Uses the query editor as a person would, in a Chromium that reaches nothing but this machine.
// Usage: npm install && node graphiql.mjs http://127.0.0.1:8000 CHROMIUM [FOLDER for pictures]
// Prints one JSON object of what was seen; what it means is said by who asks.
import { chromium } from 'playwright-core';

const [address, executablePath, pictures] = process.argv.slice(2);
const HERE = new URL(address);
const PATIENCE = 30_000;

const browser = await chromium.launch({
  executablePath,
  // In a container there is no sandbox; what is looked at is our own.
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});
const seen = { requests: [], outside: [], complaints: [], sent: [] };
try {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1400, height: 900 } });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await page.route('**/*', (route) => {
    const request = route.request();
    const url = new URL(request.url());
    seen.requests.push(url.pathname);
    if (request.method() === 'POST') seen.sent.push({ authorization: request.headers().authorization ?? null, ...request.postDataJSON() });
    if (url.host === HERE.host || url.protocol === 'data:') return route.continue();
    seen.outside.push(request.url());
    return route.abort();
  });
  page.on('websocket', (socket) => { if (new URL(socket.url()).host !== HERE.host) seen.outside.push(socket.url()); });
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text()); });
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  const picture = (name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });
  const editor = (name) => page.locator(`.graphiql-${name} .CodeMirror`).first();
  const text = (name) => editor(name).evaluate((element) => element.CodeMirror.getValue());
  const write = (name, value) => editor(name).evaluate((element, given) => element.CodeMirror.setValue(given), value);
  // The editor looks at what it shows a tenth of a second later; it names the tab and asks by that.
  const understood = (name) => page.waitForFunction((wanted) => document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.operationName === wanted, name);
  const labels = () => page.locator('.graphiql-tab-button').evaluateAll((all) => all.map((tab) => tab.dataset.label ?? tab.textContent));
  const result = async () => {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.locator('.graphiql-execute-button').click();
    await answered;
    await page.locator('.graphiql-spinner').first().waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue());
    return JSON.parse(await page.locator('.result-window .CodeMirror').evaluate((element) => element.CodeMirror.getValue()));
  };

  // It loads, in the browser's language, and knows the schema.
  const schema = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.goto(new URL('graphql', address).href);
  await (await schema).finished();
  await page.locator('.graphiql-tab-button[data-label]').first().waitFor();
  seen.title = await page.title();
  seen.tabs = await labels();
  seen.first = await text('query-editor');
  await picture('loaded');
  seen.example = await result();
  await picture('example');

  // It completes the name of a field, and what was written runs.
  await page.locator('.graphiql-tab-add').click();
  await editor('query-editor').click();
  await page.keyboard.type('{ platfor');
  await page.locator('.CodeMirror-hints li', { hasText: /^platforms$/ }).waitFor();
  seen.hints = await page.locator('.CodeMirror-hints li').allTextContents();
  await picture('hints');
  await page.locator('.CodeMirror-hints li', { hasText: /^platforms$/ }).click();
  seen.completed = await text('query-editor');
  await write('query-editor', 'query Own { platforms(first: 1) { nodes { name } } }');
  await understood('Own');
  seen.own = await result();

  // The explorer and the documentation open.
  await page.locator('[aria-label="Show GraphiQL Explorer"]').click();
  await page.locator('.graphiql-plugin', { hasText: 'ecosystemMap' }).waitFor();
  seen.explorer = await page.locator('.graphiql-plugin').innerText();
  await picture('explorer');
  await page.locator('[aria-label="Show Documentation Explorer"]').click();
  await page.locator('.graphiql-plugin', { hasText: 'query: Query' }).waitFor();

  // The panel of examples opens a tab that is open, and one that was closed.
  await page.locator('[aria-label="Show 示例查询"]').click();
  await picture('examples');
  await page.locator('.examples button', { hasText: seen.tabs[3] }).click();
  await page.waitForFunction((title) => document.querySelector('.graphiql-tab-active .graphiql-tab-button')?.dataset.label === title, seen.tabs[3]);
  seen.reopened = [await labels(), await text('query-editor')];
  await page.locator('.graphiql-tab-active .graphiql-tab-close').click();
  await understood('CollaborationNetwork');
  await page.locator('.examples button', { hasText: seen.tabs[3] }).click();
  await page.waitForFunction((title) => document.querySelector('.graphiql-tab-active .graphiql-tab-button')?.dataset.label === title, seen.tabs[3]);
  seen.anew = [await labels(), await text('query-editor'), await text('editor-tool')];

  // A subscription tells what happens, over a WebSocket, until it is stopped.
  await page.locator('.graphiql-tab-add').click();
  await write('query-editor', 'subscription Live { graphVersion { version } }');
  await understood('Live');
  await page.locator('.graphiql-execute-button').click();
  await page.waitForFunction(() => document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue().includes('"version"'));
  seen.live = JSON.parse(await page.locator('.result-window .CodeMirror').evaluate((element) => element.CodeMirror.getValue()));
  await page.locator('.graphiql-execute-button').click();
  await page.locator('.graphiql-tab-active .graphiql-tab-close').click();
  await understood('AroundAPlatform');

  // The settings open in a dialog.
  await page.locator('[aria-label="Open settings dialog"]').click();
  await page.locator('.graphiql-dialog').waitFor();
  await page.keyboard.press('Escape');
  seen.before = [...seen.complaints];

  // A key is sent and kept nowhere, but if its owner asks; the header editor wins.
  const kept = () => page.evaluate(() => JSON.stringify(localStorage));
  const sent = () => seen.sent.at(-1).authorization;
  await page.locator('#key').fill('a-key-of-mine');
  await result();
  seen.key = { sent: sent(), kept: await kept() };
  await page.locator('#keep').check();
  seen.key.keptAsked = await kept();
  await page.locator('.graphiql-editor-tools button', { hasText: 'Headers' }).click();
  await page.locator('.graphiql-editor-tool .CodeMirror').nth(1).evaluate((element) => element.CodeMirror.setValue('{"Authorization": "Bearer other"}'));
  await result();
  seen.key.headers = sent();
  await page.locator('#keep').uncheck();
  seen.key.keptNoLonger = await kept();

  // The other language is one link away, and so is the way home.
  await page.locator('header a[hreflang="en"]').click();
  await page.locator('.graphiql-tab-button[data-label]').first().waitFor();
  seen.english = { title: await page.title(), tabs: await labels() };
  await picture('english');
  await page.locator('header h1 a').click();
  seen.home = await page.locator('body').innerText();
  await picture('home');
  const card = page.locator('.examples a').nth(4);
  seen.card = await card.locator('b').innerText();
  await card.click();
  await page.waitForFunction((title) => document.querySelector('.graphiql-tab-active .graphiql-tab-button')?.dataset.label === title, seen.card);
  seen.asked = [await text('query-editor'), await labels()];
  // Who comes for the first time has it as the first tab.
  await page.evaluate(() => localStorage.clear());
  await page.goto(address);
  await page.goto(new URL('graphql?lang=en#Brokers', address).href);
  await page.locator('.graphiql-tab-button[data-label]').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.getValue().includes('query Brokers'));
  seen.firstTime = await labels();
} catch (error) {
  seen.failure = String(error.stack);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
