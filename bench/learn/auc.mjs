// Area under the ROC curve; ties count half.
export function auc(scores, y) {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  let ones = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && scores[order[end]] === scores[order[i]]) end++;
    for (let k = i; k < end; k++) {
      ones += y[order[k]];
      rankSum += y[order[k]] * ((i + end + 1) / 2);
    }
    i = end;
  }
  return (rankSum - (ones * (ones + 1)) / 2) / (ones * (scores.length - ones));
}
