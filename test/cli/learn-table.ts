/** Rows of {@link TABLE}. */
export const ROWS = 300;

/** Numbers with gaps, categories with gaps, booleans, codes, times and texts, and targets that hang on them. */
export const TABLE = `
  SELECT CASE WHEN i % 11 = 3 THEN NULL ELSE sin(i) END AS x,
    cos(i * 1.7) AS z,
    CASE WHEN i % 13 = 5 THEN NULL ELSE ['Bern', 'Graz', 'Oslo'][1 + i % 3] END AS city,
    i % 2 = 0 AS flag, i % 7 AS code,
    TIMESTAMP '2024-01-01' + INTERVAL (i * 7) HOUR AS ordered_at,
    ['red', 'green', 'blue'][1 + i % 3] || ' ' || ['fish', 'bird'][1 + i % 2] AS words,
    sin(i) + cos(i * 1.7) > 0.1 AS good,
    CASE WHEN sin(i) > 0.5 THEN 'high' WHEN sin(i) < -0.5 THEN 'low' ELSE 'mid' END AS class,
    round(3 * sin(i) + (i % 3), 3) AS amount,
    CAST(abs(sin(i)) * 3 AS INTEGER) AS grade,
    i % 4 AS weight, i % 40 AS team, i % 30 AS query
  FROM range(${ROWS}) t(i)`;
