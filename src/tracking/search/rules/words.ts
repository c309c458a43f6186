/** Comparators by what they are for. */
export const NUMERIC = [">", ">=", "!=", "=", "<", "<="];
export const EQUAL_OR_LIKE = ["!=", "=", "LIKE", "ILIKE"];
export const TEXT = [...EQUAL_OR_LIKE, "IN", "NOT IN"];
export const TEXT_OR_NULL = [...EQUAL_OR_LIKE, "IS NULL", "IS NOT NULL"];
