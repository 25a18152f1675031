"""Times PyTorch on request: one line "case threads" in, "CPU seconds, clock seconds" out. Needs torch."""
import sys
import time

import torch
from torch import nn

torch.manual_seed(1)


def gru(width, layers, batch, steps, train):
    net = nn.GRU(width, width, layers, bidirectional=True)
    x = torch.rand(steps, batch, width, requires_grad=train)
    back = torch.full((steps, batch, 2 * width), 1e-3)

    def train_once():
        net.zero_grad()
        net(x)[0].backward(back)

    def score_once():
        with torch.no_grad():
            net(x)

    return train_once if train else score_once


def autoencoder():
    layers = []
    for inputs, outputs in [(784, 256), (256, 64)]:
        layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.LeakyReLU()]
    layers += [nn.Linear(64, 6, bias=False), nn.BatchNorm1d(6, affine=False)]
    for inputs, outputs in [(6, 64), (64, 256)]:
        layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.LeakyReLU()]
    net = nn.Sequential(*layers, nn.Linear(256, 784))
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3)
    x = torch.rand(256, 784)

    def once():
        optimiser.zero_grad()
        (((net(x) - x) ** 2).sum() / 256).backward()
        optimiser.step()

    return once


cases = {
    "train-24": gru(24, 3, 128, 50, True),
    "train-144": gru(144, 2, 256, 50, True),
    "score-24": gru(24, 3, 128, 50, False),
    "score-144": gru(144, 2, 256, 50, False),
    "autoencoder": autoencoder(),
}
print("ready", flush=True)
for line in sys.stdin:
    name, threads = line.split()
    torch.set_num_threads(int(threads))
    cpu, clock = time.process_time(), time.perf_counter()
    cases[name]()
    print(time.process_time() - cpu, time.perf_counter() - clock, flush=True)
