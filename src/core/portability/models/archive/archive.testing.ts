const tensorMeta = (dtype: number, sizes: readonly (number | string)[]) => ({
  dtype,
  sizes: sizes.map((size) =>
    typeof size === 'number' ? { as_int: size } : { as_expr: { expr_str: size, hint: { as_int: 2 } } },
  ),
  requires_grad: false,
  device: { type: 'cpu', index: null },
  strides: [],
  storage_offset: { as_int: 0 },
  layout: 7,
});

const madeNode = (target: string, inputs: readonly unknown[] = []) => ({
  target,
  inputs,
  outputs: [],
  metadata: {},
});

/** An ExportedProgram with a linear layer, an addition over a symbolic batch, sizes' arithmetic and a branch. */
export const madeProgram = () => ({
  graph_module: {
    graph: {
      inputs: [],
      outputs: [],
      nodes: [
        madeNode('torch.ops.aten.linear.default'),
        madeNode('torch.ops.aten.add.Tensor'),
        madeNode('_operator.mul'),
        madeNode('torch.ops.my_ops.fused_thing.default'),
        madeNode('torch.ops.higher_order.cond', [
          {
            name: 'true_fn',
            arg: {
              as_graph: {
                name: 'branch',
                graph: { nodes: [madeNode('torch.ops.aten.sin.default')], tensor_values: {} },
              },
            },
          },
        ]),
      ],
      tensor_values: {
        p_weight: tensorMeta(13, [64, 32]),
        x: tensorMeta(7, ['s0', 32]),
        linear: tensorMeta(7, ['s0', 64]),
        index: tensorMeta(5, [8]),
      },
      sym_int_values: {},
    },
    signature: {
      input_specs: [
        { parameter: { arg: { name: 'p_weight' }, parameter_name: 'weight' } },
        { user_input: { arg: { as_tensor: { name: 'x' } } } },
      ],
      output_specs: [],
    },
    module_call_graph: [],
  },
  opset_version: { aten: 10 },
  range_constraints: { s0: { min_val: 1, max_val: 64 } },
  schema_version: { major: 8, minor: 2 },
  torch_version: '2.9.0',
});

/** Code as TorchScript writes it. */
export const MADE_CODE = `class Net(Module):
  __parameters__ = ["weight", ]
  training : bool
  def forward(self: __torch__.Net,
    x: Tensor) -> Tensor:
    _0 = torch.conv2d(x, self.weight, None, [1, 1], [0, 0], [1, 1], 1)
    _1 = torch.add_(_0, 1, alpha=1)
    n = torch.len(torch.size(_1))
    _2 = ops.torchvision.nms(_1, _1, 0.5)
    if bool(torch.gt(n, 3)):
      _3 = torch.relu(ops.prim.data(_1))
    return _3
`;
