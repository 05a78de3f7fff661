// The data in memory, as a developer would lay it out for these questions.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.BENCH_DATA
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const graph = read('graph.json')

export const organizations = new Map(graph.organizations.map((one) => [one.id, one]))
export const byPic = new Map(graph.organizations.map((one) => [one.pic, one]))

function linked(pairs, nodes) {
  const byId = new Map(nodes.map((one) => [one.id, one]))
  const lists = new Map()
  for (const [organization, other] of pairs) {
    if (!lists.has(organization)) lists.set(organization, [])
    lists.get(organization).push(byId.get(other))
  }
  for (const list of lists.values()) list.sort((a, b) => (a.id < b.id ? -1 : 1))
  return lists
}

export const talents = linked(graph.affiliations, graph.talents)
export const projects = linked(graph.participations, graph.projects)

let map
export const ecosystemMap = () => (map ??= read('map.json'))
