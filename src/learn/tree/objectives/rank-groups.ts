import { gainOf } from "./queries.js";

/** The rows of one query and what is relevant among them. */
export interface Query {
  readonly rows: Int32Array;
  readonly relevances: Float64Array;
  /** 1 / (the best discounted gain); 0 where no row is relevant, so that such a query says nothing. */
  readonly scale: number;
  /** Positions of its rows from the highest score to the lowest, as they stood last. */
  readonly order: Int32Array;
}

/** How places count. */
export interface Ranking {
  /** 1 / log₂(2 + place). */
  readonly discount: Float64Array;
  readonly truncation: number;
  /** Each row is alone, the earlier one first among equal scores. */
  readonly rowOrder: boolean;
}

/**
 * The rows of a query from the highest score to the lowest, those of equal score and relevance together as a group; rows of equal
 * score share the places that they take. One entry of each array for each of the `count` groups.
 */
export interface RankGroups {
  count: number;
  readonly score: Float64Array;
  readonly relevance: Float64Array;
  /** 2^relevance − 1. */
  readonly gain: Float64Array;
  /** Where the group's rows begin in the order; one more entry for the end. */
  readonly first: Int32Array;
  /** Groups of equal score have the same number. */
  readonly tie: Int32Array;
  /** The share of the tie's places that are among the first `truncation`, and the sum of their discounts over the number of places. */
  readonly topShare: Float64Array;
  readonly topDiscount: Float64Array;
  /** The mean discount of all the tie's places. */
  readonly meanDiscount: Float64Array;
  /** The mean |difference of discounts| over all pairs of the tie's places, pairs outside the top counting 0. */
  readonly ownDifference: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** Room for the groups of queries of at most `rows` rows. */
export function createRankGroups(rows: number): RankGroups {
  const numbers = (): Float64Array => new Float64Array(rows);
  return {
    count: 0,
    score: numbers(),
    relevance: numbers(),
    gain: numbers(),
    first: new Int32Array(rows + 1),
    tie: new Int32Array(rows),
    topShare: numbers(),
    topDiscount: numbers(),
    meanDiscount: numbers(),
    ownDifference: numbers(),
    gradient: numbers(),
    hessian: numbers(),
  };
}

/** Brings the order of the query up to date with the scores and its groups into `groups`, their derivatives 0. */
export function groupRows(query: Query, scores: Float64Array, ranking: Ranking, groups: RankGroups): void {
  const { rows, relevances, order } = query;
  sortOrder(query, scores, ranking.rowOrder);
  const n = order.length;
  let group = 0;
  for (let from = 0, tie = 0; from < n; tie++) {
    const score = scores[rows[order[from]]];
    let to = from + 1;
    if (!ranking.rowOrder) while (to < n && scores[rows[order[to]]] === score) to++;
    const firstOfTie = group;
    for (let at = from; at < to; at++) {
      const relevance = relevances[order[at]];
      if (at > from && relevance === groups.relevance[group - 1]) continue;
      groups.score[group] = score;
      groups.relevance[group] = relevance;
      groups.gain[group] = gainOf(relevance);
      groups.first[group] = at;
      groups.tie[group++] = tie;
    }
    setPlaces(groups, { first: firstOfTie, end: group, from, to }, ranking);
    from = to;
  }
  groups.first[group] = n;
  groups.count = group;
  groups.gradient.fill(0, 0, group);
  groups.hessian.fill(0, 0, group);
}

/** The mean of |difference of discounts| between rows of group `a` and of `b`, which stands after it, over all orders of equal scores. */
export function swapDiscount(groups: RankGroups, a: number, b: number): number {
  if (groups.tie[a] === groups.tie[b]) return groups.ownDifference[a];
  return groups.topDiscount[a] - groups.topShare[a] * groups.meanDiscount[b];
}

/** Insertion, since the order changes little from round to round; for long queries a sort of lower order. */
function sortOrder({ rows, relevances, order }: Query, scores: Float64Array, rowOrder: boolean): void {
  const compare = (a: number, b: number): number =>
    scores[rows[b]] - scores[rows[a]] || (rowOrder ? 0 : relevances[b] - relevances[a]) || a - b;
  if (order.length > 64) {
    order.sort(compare);
    return;
  }
  for (let i = 1; i < order.length; i++) {
    const moving = order[i];
    let to = i;
    while (to > 0 && compare(order[to - 1], moving) > 0) {
      order[to] = order[to - 1];
      to--;
    }
    order[to] = moving;
  }
}

/** The groups [first, end) share the places [from, to). */
interface Tie {
  readonly first: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** What its places mean for the groups of a tie. */
function setPlaces(groups: RankGroups, { first, end, from, to }: Tie, { discount, truncation }: Ranking): void {
  const places = to - from;
  let sum = 0;
  let top = 0;
  let differences = 0;
  for (let place = to - 1; place >= from; place--) {
    if (place < truncation) {
      differences += (to - 1 - place) * discount[place] - sum;
      top += discount[place];
    }
    sum += discount[place];
  }
  const inTop = Math.max(0, Math.min(to, truncation) - from);
  for (let group = first; group < end; group++) {
    groups.topShare[group] = inTop / places;
    groups.topDiscount[group] = top / places;
    groups.meanDiscount[group] = sum / places;
    groups.ownDifference[group] = places > 1 ? differences / ((places * (places - 1)) / 2) : 0;
  }
}
