// Starts GraphiQL with the examples as its tabs. What it is given stands in the page as JSON.
'use strict';
(() => {
  const given = JSON.parse(document.getElementById('given').textContent);
  const { GraphiQL, GraphiQLPluginExplorer, React, ReactDOM } = window;
  const h = React.createElement;
  const here = new URL('graphql', document.baseURI);

  // The key is kept by the browser only if its owner asks for it.
  const KEPT = 'innovation-graph:key';
  const key = document.getElementById('key');
  const keep = document.getElementById('keep');
  const remember = () => {
    if (keep.checked && key.value) localStorage.setItem(KEPT, key.value);
    else localStorage.removeItem(KEPT);
  };
  key.value = localStorage.getItem(KEPT) ?? '';
  keep.checked = key.value !== '';
  key.addEventListener('input', remember);
  keep.addEventListener('change', remember);
  key.form.addEventListener('submit', (event) => event.preventDefault());
  // Headers of the header editor win, however their names are written.
  const withKey = (headers) => {
    const named = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
    const said = key.value.trim();
    return named || !said ? headers : { ...headers, authorization: `Bearer ${said}` };
  };
  const socket = new URL(here);
  socket.protocol = here.protocol === 'https:' ? 'wss:' : 'ws:';
  const ask = GraphiQL.createFetcher({ url: here.href, subscriptionUrl: socket.href });
  // Subscriptions send headers too, in their first message.
  const fetcher = (asked, options) => ask(asked, { ...options, headers: withKey(options?.headers) });

  // Variables are an example's; they are shown as they would be typed.
  const typed = (example) => ({
    query: example.query,
    variables: Object.keys(example.variables).length ? JSON.stringify(example.variables, null, 2) : '',
  });

  function Examples() {
    const editor = GraphiQL.React.useEditorContext({ nonNull: true });
    const wanted = React.useRef(null);
    React.useEffect(() => {
      if (!wanted.current) return;
      const { query, variables } = wanted.current;
      wanted.current = null;
      editor.queryEditor.setValue(query);
      editor.variableEditor.setValue(variables);
    }, [editor.activeTabIndex]);
    const open = (example) => {
      const index = editor.tabs.findIndex((tab) => tab.query === example.query);
      if (index >= 0) {
        editor.changeTab(index);
      } else {
        wanted.current = typed(example);
        editor.addTab();
      }
    };
    return h('div', { className: 'examples' }, h('h2', null, given.words.examples), h('ol', null, given.examples.map(
      (example) => h('li', { key: example.name }, h('button', { type: 'button', onClick: () => open(example) },
        h('b', null, example.title), h('span', null, example.about))))));
  }
  const icon = () => h('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 },
    h('path', { d: 'M4 6h1M4 12h1M4 18h1M9 6h11M9 12h11M9 18h11' }));
  const examples = { title: given.words.examples, icon, content: Examples };

  // GraphiQL names a tab by its operation; a reader sees the example's title.
  const place = document.getElementById('editor');
  const titles = new Map(given.examples.map(({ name, title }) => [name, title]));
  const label = () => {
    for (const button of place.querySelectorAll('.graphiql-tab-button')) {
      const title = titles.get(button.textContent);
      if (!title) button.removeAttribute('data-label');
      else if (button.dataset.label !== title) button.dataset.label = title;
    }
  };
  new MutationObserver(label).observe(place, { subtree: true, childList: true, characterData: true });

  // An example that the address names is looked for among the tabs, and opened; once.
  const asked = given.examples.find(({ name }) => name === location.hash.slice(1));
  history.replaceState(null, '', location.pathname + location.search);
  const tabs = [...given.examples].sort((one, other) => (other === asked) - (one === asked));
  // GraphiQL leaves out the variables of the tab that it begins with.
  const first = asked ? typed(asked) : { variables: typed(tabs[0]).variables };
  const used = !asked && localStorage.getItem('graphiql:tabState');

  ReactDOM.createRoot(place).render(h(GraphiQL, {
    ...(used ? {} : first),
    fetcher,
    defaultTabs: tabs.map(typed),
    defaultQuery: '',
    defaultEditorToolsVisibility: 'variables',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    plugins: [examples, GraphiQLPluginExplorer.explorerPlugin()],
  }));
})();
