import type { Conversion } from "./conversion.js";

/** Tells the converter of scikit-learn's trees which way a missing value goes: it takes the right one at every node. Reaches into its pinned version. */
const WHERE_MISSING_GOES = [
  "def add_tree(attributes, is_classifier, tree, *more, add=common.tree_ensemble.add_tree_to_attribute_pairs, **rest):",
  "    add(attributes, is_classifier, tree, *more, **rest)  # which forgets where missing values go",
  "    attributes['nodes_missing_value_tracks_true'][-tree.node_count:] = [int(left) for left in getattr(tree, 'missing_go_to_left', [0] * tree.node_count)]",
  "def add_node(*facts, nodes_missing_value_tracks_true=0, add=common.tree_ensemble.add_node, **rest):",
  "    add(*facts, nodes_missing_value_tracks_true=int(nodes_missing_value_tracks_true), **rest)",
  "common.tree_ensemble.add_node = add_node",
  "for name in ('decision_tree', 'gradient_boosting', 'isolation_forest', 'random_forest'):",
  "    getattr(operator_converters, name).add_tree_to_attribute_pairs = add_tree",
];

/** `asked_of` makes rows like those of the example, where there is one, with numbers of every size and, where the model takes them, missing values. */
const ROWS_LIKE_ITS_OWN = [
  "def asked_of(rows):",
  "    asked = pd.DataFrame(np.ones((1, columns)) if example is None else example).sample(500, replace=True, random_state=0)",
  "    sizes = np.random.default_rng(0).normal(size=asked.shape) * 10.0 ** np.random.default_rng(1).integers(-2, 3, asked.shape)",
  "    scaled, gaps = asked.copy(), asked.copy()",
  "    for place, (name, column) in enumerate(asked.items()):",
  "        if column.dtype.kind == 'f' and (example is None or (column % 1).any()):",
  "            scaled[name] = (column * sizes[:, place]).astype('float32')",
  "            gaps[name] = scaled[name].mask(np.random.default_rng(place).random(500) < 0.1)",
  "    for one in (gaps, scaled, asked):",
  "        one = one.astype(rows.dtypes) if hasattr(rows, 'dtypes') else one.to_numpy(rows.dtype)",
  "        try:",
  "            return one, said(one)",
  "        except ValueError as error:",
  "            refusal = error  # it may take no missing values, or no number that it does not know",
  "    raise refusal",
  "def said(rows):",
  "    ways = [getattr(model, way) for way in ('predict_proba', 'predict', 'transform') if hasattr(model, way)]",
  "    answers = (way(rows) for way in ways)",
  "    return np.reshape(next(answer for answer in answers if not isinstance(answer, list)), (len(rows), -1))",
];

/** `check` throws when nothing of what was converted says what the model says; in single precision a few rows may fall to the other side of a split. */
const SAYS_THE_SAME = [
  "def check(onnx_model, rows):",
  "    session = onnxruntime.InferenceSession(onnx_model.SerializeToString())",
  "    if any(one.type.startswith('seq(tensor') for one in session.get_outputs()):",
  "        raise ValueError('it gives a list of tables, which requests cannot carry')",
  "    asked, wanted = asked_of(rows)",
  "    names = [one.name for one in session.get_inputs()]",
  "    feed = {names[0]: asked}",
  "    if hasattr(asked, 'columns'):",
  "        own = list(asked) if len(names) == asked.shape[1] else names  # the converter writes their blanks otherwise",
  "        feed = {one: asked[[name]].to_numpy() for one, name in zip(names, own)}",
  "    for one in session.run(None, feed):",
  "        one = np.asarray([list(row.values()) for row in one] if isinstance(one, list) else one)",
  "        if one.size == wanted.size:",
  "            one = one.reshape(wanted.shape)",
  "            are_numbers = one.dtype.kind in 'biuf' and wanted.dtype.kind in 'biuf'",
  "            alike = np.isclose(one, wanted, 1e-3, 1e-4, equal_nan=True) if are_numbers else one.astype(str) == wanted.astype(str)",
  "            if alike.all(axis=1).mean() > 0.98:",
  "                return",
  "    raise ValueError('the converter made another model of it: use another converter')",
];

/** For scikit-learn: what its converter forgets is put right, and what it makes another model of is not registered. */
export const SKLEARN: Conversion = {
  install: "skl2onnx==1.20.0 onnxruntime",
  lines: (load) => [
    "import numpy as np, onnx, onnxruntime, pandas as pd",
    "from skl2onnx import common, operator_converters, to_onnx",
    ...WHERE_MISSING_GOES,
    `model = ${load}`,
    "columns = getattr(model, 'n_features_in_', 1)",
    "shapes = [np.zeros((1, columns)), np.zeros((1, columns), 'float32')]  # converters of trees know single precision only",
    "example = mlflow.models.Model.load(uri).load_input_example()  # without one: some rows of the data frame",
    "if hasattr(example, 'select_dtypes'):  # for what takes columns by name",
    "    shapes.append(example.astype({name: 'float32' for name in example.select_dtypes('number')}))",
    ...ROWS_LIKE_ITS_OWN,
    ...SAYS_THE_SAME,
    "refusals = []",
    "for rows, options in [(rows, options) for rows in shapes for options in (None, {'zipmap': False})]:",
    "    try:",
    "        onnx_model = to_onnx(model, rows, options=options, target_opset={'': 18, 'ai.onnx.ml': 3})",
    "        for node in (node for node in onnx_model.graph.node if node.op_type == 'StringNormalizer'):",
    "            node.attribute.append(onnx.helper.make_attribute('locale', 'C.UTF-8'))  # the runtime's own is not everywhere",
    "        check(onnx_model, rows)",
    "        break",
    "    except Exception as error:",
    "        refusals.append(f'{error} {error.__cause__ or str()}'[:300])",
    "else:",
    "    reasons = '\\n'.join(dict.fromkeys(refusals))",
    "    raise SystemExit(f'skl2onnx makes no ONNX of it that runs and says the same, so nothing was registered:\\n{reasons}')",
  ],
  columnNames: "getattr(model, 'feature_names_in_', None)",
};
