import { gainOf } from "./queries.js";

/** Neighbouring places of a ranking that rows of one score share. */
export interface SharedPlace {
  readonly from: number;
  readonly to: number;
  /** How many of the places are among the first `truncation`. */
  readonly inTop: number;
  /** Σ of the discounts of those. */
  readonly topDiscount: number;
  /** Mean of the discounts of all. */
  readonly meanDiscount: number;
  /** Mean of |difference of discounts| over all pairs of the places, those outside the top counting 0; 0 for one place. */
  readonly ownDifference: number;
}

/** The rows of one query and what is relevant among them. */
export interface Query {
  readonly rows: Int32Array;
  readonly relevances: Float64Array;
  /** 1 / (the best discounted gain); 0 where no row is relevant, so that such a query says nothing. */
  readonly scale: number;
}

/** How places count. */
export interface Ranking {
  /** 1 / log₂(2 + place). */
  readonly discount: Float64Array;
  readonly truncation: number;
  /** Each row is alone, the earlier one first among equal scores. */
  readonly rowOrder: boolean;
}

/** Rows of one query with the same score and relevance; `members` are positions within the query. */
export interface RankGroup {
  readonly score: number;
  readonly relevance: number;
  /** 2^relevance − 1. */
  readonly gain: number;
  readonly members: readonly number[];
  readonly place: SharedPlace;
  gradient: number;
  hessian: number;
}

/** The rows of a query from the highest score to the lowest, those of equal score and relevance together. */
export function groupRows({ rows, relevances }: Query, scores: Float64Array, ranking: Ranking): RankGroup[] {
  const { rowOrder } = ranking;
  const order = Int32Array.from(rows.keys()).sort(
    (a, b) => scores[rows[b]] - scores[rows[a]] || (rowOrder ? 0 : relevances[b] - relevances[a]) || a - b,
  );
  const groups: RankGroup[] = [];
  for (let from = 0; from < order.length; ) {
    const score = scores[rows[order[from]]];
    let to = from + 1;
    if (!rowOrder) while (to < order.length && scores[rows[order[to]]] === score) to++;
    const place = sharedPlace(from, to, ranking);
    while (from < to) {
      const relevance = relevances[order[from]];
      const members: number[] = [];
      while (from < to && relevances[order[from]] === relevance) members.push(order[from++]);
      groups.push({ score, relevance, gain: gainOf(relevance), members, place, gradient: 0, hessian: 0 });
    }
  }
  return groups;
}

/** The mean of |difference of discounts| between a row at `a` and one at `b`, a place not after it, over all orders of equal scores. */
export function swapDiscount(a: SharedPlace, b: SharedPlace): number {
  if (a === b) return a.ownDifference;
  return (a.topDiscount - a.inTop * b.meanDiscount) / (a.to - a.from);
}

function sharedPlace(from: number, to: number, { discount, truncation }: Ranking): SharedPlace {
  const places = to - from;
  let sum = 0;
  let topDiscount = 0;
  let differences = 0;
  for (let place = to - 1; place >= from; place--) {
    if (place < truncation) {
      differences += (to - 1 - place) * discount[place] - sum;
      topDiscount += discount[place];
    }
    sum += discount[place];
  }
  return {
    from,
    to,
    inTop: Math.max(0, Math.min(to, truncation) - from),
    topDiscount,
    meanDiscount: sum / places,
    ownDifference: places > 1 ? differences / ((places * (places - 1)) / 2) : 0,
  };
}
