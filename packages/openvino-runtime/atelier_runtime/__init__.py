"""Holds one OpenVINO GenAI model and speaks length-prefixed msgpack with its driver."""
