"""Metrics that follow customers through steps: conversion in its modes, funnels, exits."""
