import { createRandom } from "../core/index.js";

const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 9, 1);
const DAYS = 243;
const ORDERS_A_DAY = 30;
/** From here on returns of dear orders are free, and people order dearer things. */
const FREE_RETURNS = Date.UTC(2025, 3, 10);

const RETURNED = { book: 0.04, lamp: 0.1, shirt: 0.22, shoes: 0.32 } as const;
const PRODUCTS = ["book", "lamp", "shirt", "shoes"] as const;
const CUSTOMERS = 100;

/**
 * The starter project's orders as CSV: 30 a day from October 2024 to May 2025, seeded. A quarter of the customers send back much; from
 * 10 April 2025 on prices rise, dear orders come back three times as often and cheap ones half as often: what a model learned before no longer holds.
 */
export function starterOrders(): string {
  const random = createRandom("starter orders");
  const habit = Array.from({ length: CUSTOMERS }, () => (random.next() < 0.25 ? 2.5 : 0.6));
  const lines = ["order_id,customer,product,price,ordered_at,outcome_at,returned"];
  for (let i = 0; i < DAYS * ORDERS_A_DAY; i++) {
    const at = START + Math.floor((i * DAY_MS) / ORDERS_A_DAY);
    const free = at >= FREE_RETURNS;
    const customer = random.int(CUSTOMERS);
    const product = PRODUCTS[random.int(4)];
    const price = (10 + random.next() * 140) * (free ? 1.4 : 1);
    const dear = !free ? 1 : price > 120 ? 3 : 0.5;
    const returned = random.next() < Math.min(0.9, RETURNED[product] * habit[customer] * dear) ? 1 : 0;
    const outcome = at + Math.floor((1 + random.next() * 6) * DAY_MS);
    lines.push(`o${i},c${customer},${product},${price.toFixed(2)},${stamp(at)},${stamp(outcome)},${returned}`);
  }
  return `${lines.join("\n")}\n`;
}

function stamp(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}
