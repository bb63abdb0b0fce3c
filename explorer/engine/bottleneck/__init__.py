"""1×1 bottlenecks and inception modules: what they cost, what they save, what a machine says.

`variants`, `curve`, `derivation`, `formulas`, `remarks`, `inception`, `inception_costs` and
`cost_table` are arithmetic and import no torch.
"""
