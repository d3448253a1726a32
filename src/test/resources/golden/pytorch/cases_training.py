"""Fixtures of training runs: optimizer state, Lightning, a generator and its discriminator."""

from collections import OrderedDict

import torch
from torch import nn

from cases import both, case, foreign_module, ramp, save


class Voice(nn.Module):
    """A speaker table, a layer, a batch norm, and a layer that is never stepped."""

    def __init__(self, speakers=5):
        super().__init__()
        self.spk_tokenizer = nn.Embedding(speakers, 3)
        self.proj = nn.Linear(3, 4)
        self.norm = nn.BatchNorm1d(4)
        self.unused = nn.Linear(4, 2)


def voice():
    """A model whose every element tells where it stands."""
    torch.manual_seed(3)
    model = Voice()
    for i, parameter in enumerate(model.parameters()):
        parameter.data.copy_(ramp(*parameter.shape, start=100 * i))
    return model


def stepped(model, optimizer, steps=2):
    """Steps all but `unused`, then sets the moments to ramps: no rounding of a processor stays."""
    for _ in range(steps):
        for name, parameter in model.named_parameters():
            parameter.grad = None if name.startswith("unused") else torch.ones_like(parameter)
        optimizer.step(lambda: torch.tensor(0.0)) if isinstance(optimizer, torch.optim.LBFGS) \
            else optimizer.step()
    count = 1000
    for state in optimizer.state.values():
        for value in state.values():
            if isinstance(value, torch.Tensor) and value.dim():
                value.copy_(ramp(*value.shape, start=count))
                count += 100
    for i, parameter in enumerate(model.parameters()):
        parameter.data.copy_(ramp(*parameter.shape, start=100 * i))
    return optimizer


def checkpoint(optimizer_of):
    """Model, optimizer and epoch, as most training scripts save them."""
    model = voice()
    optimizer = stepped(model, optimizer_of(model))
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 7, "best": 0.25}


def optimizer_case(name, build, old=True):
    """Registers a checkpoint with that optimizer."""
    (both if old else case)(name)(lambda path: save(checkpoint(build), path))


optimizer_case("13-adam.pt", lambda m: torch.optim.Adam(m.parameters(), lr=1e-3))
optimizer_case("13-adamw-amsgrad.pt", lambda m: torch.optim.AdamW(m.parameters(), amsgrad=True))
optimizer_case("13-sgd-momentum.pt", lambda m: torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9))
optimizer_case("13-sgd-plain.pt", lambda m: torch.optim.SGD(m.parameters(), lr=0.1))
optimizer_case("13-rmsprop.pt", lambda m: torch.optim.RMSprop(m.parameters(), momentum=0.5))
optimizer_case("13-adagrad.pt", lambda m: torch.optim.Adagrad(m.parameters()))
optimizer_case("13-lbfgs.pt", lambda m: torch.optim.LBFGS(
    [p for n, p in m.named_parameters() if not n.startswith("unused")], max_iter=1))
optimizer_case("13-adafactor.pt", lambda m: torch.optim.Adafactor(m.parameters()), old=False)
optimizer_case("13-adam-named.pt", lambda m: torch.optim.Adam(m.named_parameters()), old=False)
optimizer_case("13-adam-tensor-lr.pt", lambda m: torch.optim.Adam(
    m.parameters(), lr=torch.tensor(0.001)), old=False)


@both("13-adamw-groups.pt")
def groups(path):
    """Two parameter groups in another order than the model, and a scheduler."""
    model = voice()
    decay = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": rest, "weight_decay": 0.0}, {"params": decay}], lr=0.01)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)
    stepped(model, optimizer)
    save({"model": model.state_dict(), "optimizer": optimizer.state_dict(),
          "scheduler": scheduler.state_dict()}, path)


@both("13-optimizer-alone.pt")
def optimizer_alone(path):
    """An optimizer's state dict as the whole file."""
    save(checkpoint(lambda m: torch.optim.Adam(m.parameters()))["optimizer"], path)


@case("13-adam-8bit-like.pt")
def adam_8bit(path):
    """What an 8-bit Adam of bitsandbytes saves: an imitation of its layout, one qmap for all."""
    model = voice()
    qmap1, qmap2 = ramp(256), ramp(256, start=256)
    state = {}
    for i, parameter in enumerate(model.parameters()):
        count = parameter.numel()
        state[i] = {"step": 2, "state1": ramp(*parameter.shape, dtype=torch.uint8),
                    "state2": ramp(*parameter.shape, dtype=torch.uint8), "qmap1": qmap1, "qmap2": qmap2,
                    "absmax1": ramp(-(-count // 256)), "absmax2": ramp(-(-count // 256))}
    save({"model": model.state_dict(), "optimizer": {"state": state, "param_groups": [
        {"lr": 0.001, "betas": (0.9, 0.999), "params": list(range(len(state)))}]}}, path)


def lightning(parameters):
    """A checkpoint with the keys of Lightning's."""
    made = checkpoint(lambda m: torch.optim.Adam(m.parameters()))
    state = OrderedDict((f"model.{key}", value) for key, value in made["model"].items())
    progress = {"total": {"ready": 2, "completed": 2}, "current": {"ready": 2, "completed": 2}}
    return {"epoch": 7, "global_step": 42, "pytorch-lightning_version": "2.2.1", "state_dict": state,
            "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": progress}},
            "callbacks": {"ModelCheckpoint{'monitor': 'val/loss', 'mode': 'min'}": {
                "monitor": "val/loss", "best_model_score": torch.tensor(0.5),
                "best_model_path": "runs/best.ckpt", "best_k_models": {"runs/best.ckpt": torch.tensor(0.5)}}},
            "optimizer_states": [made["optimizer"]], "lr_schedulers": [{"last_epoch": 7}],
            "hparams_name": "kwargs", "hyper_parameters": parameters}


@both("16-lightning.ckpt")
def lightning_plain(path):
    """Lightning's keys, hyper-parameters as a dict."""
    save(lightning({"n_speakers": 5, "lr": 1e-3, "layers": [4, 2], "name": "voice"}), path)


@both("16-lightning-class.ckpt")
def lightning_class(path):
    """Lightning's keys, hyper-parameters of a class that is not there."""
    source = "class AttributeDict(dict):\n    pass\n"
    with foreign_module("pytorch_lightning.utilities.parsing", source) as parsing:
        save(lightning(parsing.AttributeDict(n_speakers=5, lr=1e-3)), path)


@both("23-g_00000010")
def generator(path):
    """The generator of a pair, as EmotiVoice and VITS save it; no ending."""
    save({"generator": pair()[0].state_dict()}, path)


@both("23-do_00000010")
def discriminator(path):
    """The discriminator, both optimizers and the counters."""
    model, critic = pair()
    optim_g = stepped(model, torch.optim.AdamW(model.parameters(), 2e-4, betas=(0.8, 0.99)))
    optim_d = stepped(critic, torch.optim.AdamW(critic.parameters(), 2e-4, betas=(0.8, 0.99)))
    save({"discriminator": critic.state_dict(), "optim_g": optim_g.state_dict(),
          "optim_d": optim_d.state_dict(), "steps": 10, "epoch": 1}, path)


def pair():
    """A generator with weight norm and a speaker table, and a critic."""
    model = nn.Module()
    model.am = voice()
    model.generator = nn.Module()
    model.generator.conv_pre = nn.utils.weight_norm(nn.Conv1d(3, 4, 3))
    critic = nn.Sequential(nn.Conv1d(1, 2, 3), nn.Conv1d(2, 1, 3))
    for part in (model, critic):
        for i, parameter in enumerate(part.parameters()):
            parameter.data.copy_(ramp(*parameter.shape, start=100 * i))
    return model, critic
