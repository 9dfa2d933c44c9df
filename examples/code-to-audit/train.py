"""Trains the model on all GPUs of a node; falls back to the CPU for a smoke test."""

import os

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel as DDP

from kernels import scaled_silu
from model import Transformer, load_config


def device_for(rank: int) -> torch.device:
    if torch.cuda.is_available():
        torch.cuda.set_device(rank)
        return torch.device(f"cuda:{rank}")
    return torch.device("cpu")


def train(steps: int) -> None:
    dist.init_process_group(backend="nccl")
    rank = int(os.environ["LOCAL_RANK"])
    device = device_for(rank)
    model = DDP(Transformer(load_config("model/config.json"), activation=scaled_silu).to(device), device_ids=[rank])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, fused=True)
    scaler = torch.cuda.amp.GradScaler()
    compiled = torch.compile(model, mode="max-autotune")
    for step in range(steps):
        batch = next_batch(device)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = compiled(batch)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        if step % 100 == 0:
            torch.cuda.synchronize()
            print(step, loss.item(), torch.cuda.max_memory_allocated())


def next_batch(device: torch.device) -> torch.Tensor:
    return torch.randint(0, 32_000, (8, 2048), pin_memory=True).to(device, non_blocking=True)


if __name__ == "__main__":
    train(int(os.environ.get("STEPS", "1000")))
