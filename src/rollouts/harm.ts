/**
 * Whether a prediction turned out harmful, once its label is known: 1 when the outcome that it announced, positive from
 * `threshold` on, did not come; 0 when it came. Both arms must be judged by the same threshold.
 */
export function harmOf(label: 0 | 1, probability: number, threshold: number): 0 | 1 {
  return probability >= threshold === (label === 1) ? 0 : 1;
}
