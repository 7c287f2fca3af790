"""The training step of networks on pairs in PyTorch, one thread: the peer of `orrery bench`.

Reads a JSON list of networks {name, spec, elements, training_pairs} on standard input, as `orrery bench --json` gives them,
and writes {"versions": ..., "cases": {name: {"median", "minimum"}}} in milliseconds a step. A step runs forward and
backward over all training pairs and applies AdamW, as the papers' code does: logits of the last position, in float64 for
the loss. The targets are sums modulo the number of elements, whatever the group: the work is the same.
"""

import json
import statistics
import sys
import time

import torch

REPEATS = 21


def parameters(generator, **shapes):
    def tensor(shape):
        scale = shape[-1] ** -0.5
        return (torch.randn(shape, generator=generator) * scale).requires_grad_()

    return {name: tensor(shape) for name, shape in shapes.items()}


def transformer(spec, n, a, b, generator):
    model = spec["model"]
    equals = spec["task"]["sequence"] == "ab="
    tokens = torch.stack([a, b] + ([torch.full_like(a, n)] if equals else []), dim=1)
    context, vocabulary = tokens.shape[1], n + int(equals)
    d, heads, m, rate = model["d_model"], model["heads"], model["d_mlp"], model["attention_rate"]
    h = model["d_head"] or d // heads
    w = parameters(
        generator, E=(vocabulary, d), P=(context, d), K=(heads, h, d), Q=(heads, h, d), V=(heads, h, d), O=(d, heads * h),
        W_in=(m, d), W_out=(d, m), U=(d, vocabulary),
    )
    b_in, b_out = torch.zeros(m, requires_grad=True), torch.zeros(d, requires_grad=True)
    mask = torch.ones(context, context).tril() if model["causal"] else torch.ones(context, context)

    def logits():
        x = w["E"][tokens] + w["P"]
        k, q, v = (torch.einsum("ihd,bpd->biph", w[name], x) for name in "KQV")
        scores = torch.einsum("biph,biqh->biqp", k, q) / h**0.5
        pattern = torch.softmax(scores.masked_fill(mask == 0, -1e10), dim=-1)
        if rate != 1:
            pattern = rate * pattern + (1 - rate)
        z = torch.einsum("biph,biqp->biqh", v, pattern)
        z = z.permute(0, 2, 1, 3).reshape(len(a), context, heads * h)
        x = x + z @ w["O"].T
        x = x + torch.relu(x @ w["W_in"].T + b_in) @ w["W_out"].T + b_out
        return (x @ w["U"])[:, -1]

    return [*w.values(), b_in, b_out], logits


def pair_network(spec, n, a, b, generator):
    d, hidden = spec["model"]["embedding"], spec["model"]["hidden"]
    w = parameters(generator, W_x=(n, d), W_y=(n, d), W=(2 * d, hidden), W_U=(hidden, n))

    def logits():
        x = torch.cat([w["W_x"][a], w["W_y"][b]], dim=1)
        return torch.relu(x @ w["W"]) @ w["W_U"]

    return list(w.values()), logits


def make_step(spec, elements, training_pairs):
    generator = torch.Generator().manual_seed(0)
    pairs = torch.randperm(elements**2, generator=generator)[:training_pairs]
    a, b = pairs // elements, pairs % elements
    target = (a + b) % elements
    build = transformer if spec["model"]["kind"] == "transformer" else pair_network
    weights, logits = build(spec, elements, a, b, generator)
    given = spec["optimizer"]
    optimizer = torch.optim.AdamW(
        weights, lr=given["learning_rate"], betas=(given["beta1"], given["beta2"]), weight_decay=given["weight_decay"]
    )

    def step():
        loss = torch.nn.functional.cross_entropy(logits().double(), target)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    return step


def time_step(step):
    first = [float(step()) for _ in range(3)]
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        loss = step()
        times.append((time.perf_counter() - begin) * 1e3)
    # A step that doesn't learn would be no peer.
    assert float(loss) < sum(first) / len(first), "the loss did not fall"
    return {"median": statistics.median(times), "minimum": min(times)}


def main():
    torch.set_num_threads(1)
    cases = json.load(sys.stdin)
    results = {}
    for case in cases:
        name = case.pop("name")
        results[name] = time_step(make_step(**case))
    blas = "OpenBLAS" if "openblas" in open("/proc/self/maps").read() else "reference BLAS"
    json.dump({"versions": f"PyTorch {torch.__version__}, {blas}, 1 thread", "cases": results}, sys.stdout)


main()
