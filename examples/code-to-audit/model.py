"""A decoder of the usual kind, without anything that depends on the device it runs on."""

import json

import torch
from torch import nn


def load_config(path: str) -> dict:
    with open(path) as file:
        return json.load(file)


class Transformer(nn.Module):
    def __init__(self, config: dict, activation) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.embedding = nn.Embedding(config["vocab_size"], width)
        self.up = nn.Linear(width, config["intermediate_size"])
        self.down = nn.Linear(config["intermediate_size"], width)
        self.head = nn.Linear(width, config["vocab_size"])
        self.activation = activation

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        hidden = self.embedding(tokens)
        hidden = hidden + self.down(self.activation(self.up(hidden)))
        logits = self.head(hidden)
        return nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten())
