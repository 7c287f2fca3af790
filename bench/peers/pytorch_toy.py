"""The toy autoencoder's training step in PyTorch, one thread: the peer of `orrery bench`.

Reads a JSON list of cases {name, features, hidden, batch, density, instances} on standard input and writes
{"versions": ..., "cases": {name: {"median", "minimum"}}} in milliseconds a step. A step draws a batch, runs forward and
backward, and applies AdamW. Instances are one batched tensor, as in the notebook of "Toy Models of Superposition".
"""

import json
import statistics
import sys
import time

import torch

REPEATS = 21


def make_step(features, hidden, batch, density, instances):
    generator = torch.Generator().manual_seed(0)
    deviation = (2 / (features + hidden)) ** 0.5
    shape = [] if instances == 1 else [instances]
    W = (torch.randn([*shape, hidden, features], generator=generator) * deviation).requires_grad_()
    b = torch.zeros([*shape, 1, features]).requires_grad_()
    importance = 0.9 ** torch.arange(features)
    optimizer = torch.optim.AdamW([W, b], lr=1e-3)

    def step():
        # One uniform gives both whether a feature is on and its value.
        u = torch.rand([*shape, batch, features])
        x = torch.where(u < density, u / density, torch.zeros(()))
        output = torch.relu(x @ W.mT @ W + b)
        loss = (importance * (x - output) ** 2).sum() / batch
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    return step


def time_step(step, least):
    first = [float(step()) for _ in range(20)]
    steps = 1
    while True:
        begin = time.perf_counter()
        for _ in range(steps):
            step()
        elapsed = time.perf_counter() - begin
        if elapsed >= least:
            break
        steps = int(steps * min(10, 1.2 * least / max(elapsed, 1e-6))) + 1
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        for _ in range(steps):
            loss = step()
        times.append((time.perf_counter() - begin) / steps * 1e3)
    # A step that doesn't learn would be no peer.
    assert float(loss) < sum(first) / len(first), "the loss did not fall"
    return {"median": statistics.median(times), "minimum": min(times)}


def main():
    torch.set_num_threads(1)
    cases = json.load(sys.stdin)
    results = {}
    for case in cases:
        name = case.pop("name")
        results[name] = time_step(make_step(**case), 0.05)
    blas = "OpenBLAS" if "openblas" in open("/proc/self/maps").read() else "reference BLAS"
    json.dump({"versions": f"PyTorch {torch.__version__}, {blas}, 1 thread", "cases": results}, sys.stdout)


main()
