"""Tests of what must hold against forgetful programmers and curious people."""
