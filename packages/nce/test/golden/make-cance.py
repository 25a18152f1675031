"""Golden values of CANCE, from the inputs that stand in the files: numpy 1.24, scipy 1.10, torch 1.13, all in float64.

No random numbers: the inputs are short decimals, typed once. Prints by how much what is computed now differs from what a file
holds, relative to 1 + its size (3e-9 for moments, whose offset of 1e8 is summed in long doubles here, 3e-12 for truncnorm, below 1e-15
else); with --write the files take the new values. Quantiles and the functions of special.json that no test reads stay.

    python3 make-cance.py [--write]
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from scipy import special, stats

torch.set_default_dtype(torch.float64)
functional = torch.nn.functional


def biased(rows):
    rows = np.asarray(rows, dtype=np.longdouble)
    centred = rows - rows.mean(0)
    return rows.mean(0).astype(float).tolist(), (centred.T @ centred / len(rows)).astype(float).tolist()


def moments(case):
    seen = []
    for batch, step in zip(case["batches"], case["steps"]):
        seen += batch
        step["n"] = len(seen)
        step["mean"], step["cov"] = biased(seen)
    case["mean"], case["covBiased"] = biased(seen)


def covariance_loss(case):
    z = torch.tensor(case["z"], requires_grad=True)
    centred = z - z.mean(0)
    covariance = centred.T @ centred / len(z)
    d = z.shape[1]
    off = covariance * (1 - torch.eye(d))
    loss = (off**2).sum() / (d * (d - 1))
    loss.backward()
    case["cov"], case["loss"], case["grad"] = covariance.tolist(), loss.item(), z.grad.tolist()


def composite(case):
    x, rebuilt = np.array(case["x"]), np.array(case["xHat"])
    norms = np.linalg.norm(x) * np.linalg.norm(rebuilt)
    case["error"] = float(((x - rebuilt) ** 2).mean())
    case["cosine"] = float(np.clip((1 - x @ rebuilt / max(norms, 1e-12)) / 2, 0, 1))


def score(case):
    widths = 1 + np.logaddexp(0, case["psi"])
    covariance = np.array(case["cov"])
    density = stats.multivariate_normal(case["mean"], covariance * np.outer(widths, widths)).logpdf(case["z"])
    case["K"], case["cholesky"] = widths.tolist(), np.linalg.cholesky(covariance).tolist()
    case["logDensity"] = np.atleast_1d(density).tolist()
    case["score"] = (-(np.array(case["T"]) + math.log(case["nu"]) + density)).tolist()


def contrast(case):
    weights = [torch.tensor(values, requires_grad=True) for values in case["weights"]]
    biases = [torch.tensor(values, requires_grad=True) for values in case["biases"]]
    mean, psi = torch.tensor(case["mean"]), torch.tensor(case["psi"], requires_grad=True)
    z, v = torch.tensor(case["z"]), torch.tensor(case["v"])
    widths = 1 + functional.softplus(psi)

    def network(x):
        for layer, (weight, bias) in enumerate(zip(weights, biases)):
            x = x @ weight.T + bias
            if layer < len(weights) - 1:
                x = functional.leaky_relu(x, case["slope"])
        return x[:, 0]

    def loss(data, noise):
        real, drawn = network(data), network(noise)
        value = functional.softplus(-real).mean() + case["nu"] * functional.softplus(drawn).mean()
        return real, drawn, value

    real, drawn, value = loss(z, (mean + widths * (v - mean)).detach())
    gradients = torch.autograd.grad(value, weights + biases)
    case["K"], case["Tz"], case["Tv"], case["networkLoss"] = (
        tensor.tolist() for tensor in (widths, real, drawn, value)
    )
    case["gradWeights"] = [gradient.tolist() for gradient in gradients[: len(weights)]]
    case["gradBiases"] = [gradient.tolist() for gradient in gradients[len(weights) :]]
    still = ((z - mean) / widths).detach()
    value = -loss(mean + widths * still, mean + widths * (v - mean))[2]
    case["kLoss"], case["gradPsi"] = value.item(), torch.autograd.grad(value, psi)[0].tolist()


def batch_norm(case):
    x = torch.tensor(case["x"], requires_grad=True)
    layer = torch.nn.BatchNorm1d(x.shape[1], affine=False, eps=case["eps"], momentum=case["momentum"])
    y = layer(x)
    y.backward(torch.tensor(case["gradOut"]))
    case["y"], case["gradIn"] = y.tolist(), x.grad.tolist()
    case["runningMean"], case["runningVar"] = layer.running_mean.tolist(), layer.running_var.tolist()


def adamw(case):
    w = torch.tensor(case["start"], requires_grad=True)
    betas = (case["beta1"], case["beta2"])
    optimiser = torch.optim.AdamW([w], lr=case["lr"], betas=betas, eps=case["eps"], weight_decay=case["weightDecay"])
    case["afterEachStep"] = []
    for gradient in case["grads"]:
        w.grad = torch.tensor(gradient)
        optimiser.step()
        case["afterEachStep"].append(w.tolist())


def log_normal_mode(case):
    ratio = (case["sd"] / case["mean"]) ** 2
    case["mu"], case["sigma"] = math.log(case["mean"]) - math.log1p(ratio) / 2, math.sqrt(math.log1p(ratio))
    case["mode"] = case["mean"] * (1 + ratio) ** -1.5
    case["modeFromParams"] = math.exp(case["mu"] - case["sigma"] ** 2)


def truncated_normal(case):
    mode, scale = case["mode"], case["scale"]
    law = stats.truncnorm(-mode / scale, 0, loc=mode, scale=scale)
    # The cdf by the shape that keeps its digits at both ends of the ratio.
    below = special.ndtr(-mode / scale)
    share = [(special.ndtr((x - mode) / scale) - below) / (0.5 - below) for x in case["x"]]
    case["cdf"], case["logpdf"] = share, law.logpdf(case["x"]).tolist()
    case["mean"], case["variance"] = float(law.mean()), float(law.var())


def extreme(golden):
    golden["softplus"]["y"] = np.logaddexp(0, golden["softplus"]["x"]).tolist()


def truncated(golden):
    for case in golden["lognormalMode"]:
        log_normal_mode(case)
    for case in golden["truncatedNormal"]:
        truncated_normal(case)


def training(golden):
    batch_norm(golden["batchNorm"])
    adamw(golden["adamw"])


def each(function):
    def over(golden):
        for case in golden["cases"]:
            function(case)

    return over


def difference(old, new):
    if isinstance(old, dict):
        return max((difference(old[key], new[key]) for key in old), default=0.0)
    if isinstance(old, list):
        assert len(old) == len(new)
        return max((difference(a, b) for a, b in zip(old, new)), default=0.0)
    return 0.0 if isinstance(old, str) or old == new else abs(old - new) / (1 + abs(old))


MAKERS = {
    "moments": each(moments),
    "covloss": each(covariance_loss),
    "composite": each(composite),
    "score": each(score),
    "nce": each(contrast),
    "training": training,
    "truncnorm": truncated,
    "special": extreme,
}

for name, make in MAKERS.items():
    path = Path(__file__).with_name(f"{name}.json")
    before, after = json.loads(path.read_text()), json.loads(path.read_text())
    make(after)
    print(f"{name}: {difference(before, after):.1e}")
    if "--write" in sys.argv:
        path.write_text(json.dumps(after, indent=1) + "\n")
