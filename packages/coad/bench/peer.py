"""One epoch of CoAD's network in PyTorch on one thread: seconds of CPU for training and scoring, as JSON.

Arguments: hidden size, epochs. The series, windows and batches are those of bench/main.ts; the network is the released one's
shape (shared bidirectional GRU, three heads, masked reconstruction), the loss its loss. Distortion is left out: it costs nothing.
"""
import json
import math
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
hidden, epochs = int(sys.argv[1]), int(sys.argv[2])
PERIOD, POINTS, PATCH, STRIDE, BATCH = 32, 1600, 8, 6, 64
WINDOW = 4 * PERIOD
series = torch.tensor([math.sin(2 * math.pi * t / PERIOD) + 0.05 * math.sin(t * t) for t in range(POINTS)])


def head(width):
    return nn.Sequential(nn.Linear(2 * width, width), nn.SELU(), nn.Linear(width, 1, bias=False))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.frequency, self.time = nn.Linear(6 * PATCH, hidden), nn.Linear(PATCH, hidden)
        self.encoder = nn.GRU(hidden, hidden, 2, batch_first=True, bidirectional=True, dropout=0.1)
        self.heads = nn.ModuleList([head(hidden) for _ in range(3)])
        self.embed, self.mask = nn.Linear(PATCH, 24), nn.Parameter(torch.randn(24))
        self.decoder = nn.GRU(24, 24, 2, batch_first=True, bidirectional=True, dropout=0.1)
        self.out = nn.Linear(48, PATCH)

    def features(self, x):
        rows = len(x)
        spectrum = torch.view_as_real(
            torch.stft(x, 4, 1, window=torch.hann_window(4), normalized=True, return_complex=True)
        )[:, :, :WINDOW]
        spectrum = spectrum.permute(0, 2, 1, 3).reshape(rows, WINDOW // PATCH, 6 * PATCH)
        both = torch.cat([self.frequency(spectrum), self.time(x.reshape(rows, -1, PATCH))])
        said, _ = self.encoder(torch.selu(both))
        return said[:rows], said[rows:]

    def reconstruct(self, x, probability):
        embedded = torch.selu(self.embed(x.reshape(len(x), -1, PATCH)))
        share = probability[..., None]
        said, _ = self.decoder(share * self.mask + (1 - share) * embedded)
        return self.out(said).reshape(x.shape)

    def forward(self, x):
        f, t = self.features(x)
        logits = torch.maximum(self.heads[0](f), self.heads[1](t))[..., 0]
        repaired = self.reconstruct(x, torch.sigmoid(logits))
        f, t = self.features(x)
        g, u = self.features(repaired)
        return logits, repaired, torch.maximum(self.heads[2](f - g), self.heads[2](t - u))[..., 0]


net = Net()
adam = torch.optim.Adam(net.parameters(), lr=2e-3)
windows = series.unfold(0, WINDOW, STRIDE)
weight = torch.tensor(2.0)


def step(clean):
    x = torch.cat([clean, clean])
    labels = torch.zeros(len(x), WINDOW // PATCH)
    labels[len(clean) :, :2] = 1
    logits, repaired, residual = net(x)
    entropy = nn.functional.binary_cross_entropy_with_logits
    error = ((repaired - x) ** 2).reshape(len(x), -1, PATCH).mean(-1)
    balanced = 0.5 * (error * labels).sum() / labels.sum() + 0.5 * (error * (1 - labels)).sum() / (1 - labels).sum()
    loss = (entropy(logits, labels, pos_weight=weight) + entropy(residual, labels, pos_weight=weight)) / 2 + 10 * balanced
    adam.zero_grad()
    loss.backward()
    adam.step()


step(windows[:BATCH])
began = time.process_time()
for _ in range(epochs):
    for first in range(0, len(windows), BATCH):
        step(windows[first : first + BATCH])
trained = (time.process_time() - began) / epochs

net.eval()
test = torch.cat([series] * 4).unfold(0, WINDOW, PERIOD)
began = time.process_time()
with torch.no_grad():
    for first in range(0, len(test), 2 * BATCH):
        x = test[first : first + 2 * BATCH]
        logits, repaired, residual = net(x)
        net.reconstruct(x, (torch.sigmoid(logits) + torch.sigmoid(residual)) / 2)
scored = (time.process_time() - began) / (4 * POINTS)
print(json.dumps({"epoch": trained, "point": scored, "version": torch.__version__}))
