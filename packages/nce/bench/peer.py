"""PyTorch on one thread: training steps and scoring of the dense autoencoder of MNIST, CPU seconds as JSON lines."""
import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
batch, steps, rows = (int(value) for value in sys.argv[1:4])


def half(widths, latent):
    layers = []
    for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        last = index == len(widths) - 2
        if last and not latent:
            layers.append(nn.Linear(inputs, outputs))
        else:
            layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs, affine=not last)]
            if not last:
                layers.append(nn.LeakyReLU(0.01))
    return nn.Sequential(*layers)


encoder, decoder = half([784, 256, 64, 6], True), half([6, 64, 256, 784], False)
optimiser = torch.optim.AdamW([*encoder.parameters(), *decoder.parameters()], lr=1e-3, weight_decay=0)
data = torch.rand(batch * 20, 784)


def step(index):
    x = data[(index % 20) * batch : (index % 20 + 1) * batch]
    z = encoder(x)
    loss = ((decoder(z) - x) ** 2).sum() / batch
    centred = z - z.mean(0)
    covariance = centred.T @ centred / batch
    off = covariance - torch.diag(torch.diag(covariance))
    loss = loss + 10 * (off**2).sum() / 30
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


for index in range(20):
    step(index)
began = time.process_time()
for index in range(steps):
    step(index)
training = (time.process_time() - began) / steps

encoder.eval(), decoder.eval()
asked = torch.rand(rows, 784)
began = time.process_time()
with torch.no_grad():
    for chunk in asked.split(512):
        z = encoder(chunk)
        rebuilt = decoder(z)
        ((rebuilt - chunk) ** 2).mean(1), nn.functional.cosine_similarity(rebuilt, chunk)
scoring = time.process_time() - began
print(json.dumps({"training": training, "scoring": scoring, "version": torch.__version__}))
